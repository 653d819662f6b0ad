package vn.pccovid.server.redress;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/// Binds [RedressProperties].
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedressProperties.class)
class RedressConfiguration {}
