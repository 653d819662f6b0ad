package vn.pccovid.server.gate;

import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.lib.colour.MovementPack;
import vn.pccovid.server.access.HourlyTask;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GateProperties.class)
class GateConfiguration {

    /// The movement packs that come with the program, read and tried once.
    @Bean
    MovementRules movementRules() {
        return new MovementRules(MovementPack.all());
    }

    /// Who else's certificates are trusted (`pccovid.gate.trust-list`, nobody's without a list),
    /// which were taken back, and the rules for those that are genuine.
    @Bean
    ForeignLists foreignLists(GateProperties properties) {
        return new ForeignLists(
                properties.trustList(), properties.revocations(), properties.certificateRules());
    }

    /// Hourly: a list an operator replaced is read.
    @Bean
    HourlyTask readForeignLists(ForeignLists lists) {
        return lists::refresh;
    }

    /// Hourly: ids of batches that no device sends again are forgotten.
    @Bean
    HourlyTask forgetScanBatches(Scans scans) {
        return scans::sweep;
    }

    /// Packs by which gates answer.
    record MovementRules(List<MovementPack> packs) {}
}
