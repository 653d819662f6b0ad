package vn.pccovid.server.proximity;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Bluetooth (`pccovid.proximity.*`).
///
/// @param batch identifiers handed out together, one every 15 minutes
/// @param codeLife how long a one-time code for handing over is good
/// @param clockDifference between phones; an identifier seen so long before or after it was current
///   counts
/// @param corrections dB to add to what a model of phone measures, by model in lower case; source:
///   calibration tables of OpenTrace and GAEN, where an operator puts them
@ConfigurationProperties("pccovid.proximity")
record ProximityProperties(
        @DefaultValue("192") int batch,
        @DefaultValue("24h") Duration codeLife,
        @DefaultValue("5m") Duration clockDifference,
        @DefaultValue Map<String, Integer> corrections) {}
