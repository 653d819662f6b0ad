package vn.pccovid.server.access;

import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/// The data source and transaction manager every module uses without knowing about scopes.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
class DatabaseConfiguration {

    @Bean(destroyMethod = "close")
    RoutingDataSource dataSource(DatabaseProperties properties) {
        RoutingDataSource source = new RoutingDataSource(properties);
        try {
            source.refuseRolesThatCanBypass();
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
        return source;
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new ScopedTransactionManager(dataSource);
    }
}
