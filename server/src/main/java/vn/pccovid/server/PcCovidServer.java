package vn.pccovid.server;

import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.modulith.Modulithic;

/// The one application: every module, one process.
@SpringBootApplication
@Modulithic(systemName = "PcCovid")
public class PcCovidServer {

    /// Real time, unless whoever starts the application (the demo, a test) gives another clock.
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
