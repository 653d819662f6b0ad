package vn.pccovid.server.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the database is, per role (`pccovid.db.*`). The owner's address is not among them: the
/// running service cannot migrate or bypass anything.
///
/// @param appUrl JDBC address for requests
/// @param workerUrl JDBC address for imports and colours
/// @param appConnections most connections of the request pool
/// @param workerConnections most connections of the worker pool
@ConfigurationProperties("pccovid.db")
record DatabaseProperties(
        String appUrl,
        String appUser,
        String appPassword,
        String workerUrl,
        String workerUser,
        String workerPassword,
        @DefaultValue("12") int appConnections,
        @DefaultValue("8") int workerConnections) {

    @Override
    public String toString() {
        return "DatabaseProperties[" + appUser + " and " + workerUser + ", passwords •••]";
    }
}
