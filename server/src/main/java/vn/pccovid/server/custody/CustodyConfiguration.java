package vn.pccovid.server.custody;

import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.server.access.HourlyTask;
import vn.pccovid.server.keys.Keys;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CustodyProperties.class)
class CustodyConfiguration {

    @Bean(destroyMethod = "close")
    CustodyDatabase custodyDatabase(CustodyProperties properties) {
        return CustodyDatabase.pool(properties);
    }

    @Bean
    Custody custody(
            CustodyProperties properties,
            CustodyDatabase database,
            Clock clock,
            List<SealedDays> tables) {
        return new Custody(
                Keys.open(properties.folder(), properties.master(), properties.masterFile()),
                database,
                clock,
                properties.visitsKept(),
                properties.encountersKept(),
                tables);
    }

    @Bean
    LaboratoryKeys laboratoryKeys(Custody custody, CustodyDatabase database, Clock clock) {
        return new LaboratoryKeys(custody, database, clock);
    }

    @Bean
    Cases cases(
            CustodyProperties properties,
            Custody custody,
            CustodyDatabase database,
            LaboratoryKeys laboratories,
            ObjectProvider<CaseRecords> records,
            Clock clock) {
        return new Cases(properties, custody, database, laboratories, records, clock);
    }

    /// Hourly: days behind the retention end.
    @Bean
    HourlyTask destroyExpiredDays(Custody custody) {
        return custody::destroyExpired;
    }

    /// What a killed process left half destroyed is finished before anybody asks.
    @Bean
    ApplicationListener<ApplicationReadyEvent> finishDestruction(Custody custody) {
        return ready -> custody.destroyExpired();
    }
}
