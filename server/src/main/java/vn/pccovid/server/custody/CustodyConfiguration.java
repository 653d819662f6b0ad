package vn.pccovid.server.custody;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.HourlyTask;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.keys.Keys;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CustodyProperties.class)
class CustodyConfiguration {

    @Bean
    Custody custody(CustodyProperties properties, JdbcClient database, Clock clock) {
        return new Custody(
                Keys.open(properties.folder(), properties.master(), properties.masterFile()),
                database,
                clock);
    }

    /// Hourly: days behind the retention end.
    @Bean
    HourlyTask destroyExpiredDays(Custody custody, PlatformTransactionManager transactions) {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        return () ->
                Scopes.run(
                        Scope.worker(Purpose.OPERATION),
                        () -> transaction.executeWithoutResult(status -> custody.destroyExpired()));
    }
}
