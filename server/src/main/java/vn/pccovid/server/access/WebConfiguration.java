package vn.pccovid.server.access;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Puts the [Doorkeeper] in front of every controller method.
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    WebMvcRegistrations guardedEndpoints(Doorkeeper doorkeeper) {
        return new WebMvcRegistrations() {
            @Override
            public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
                return new EndpointAdapter(doorkeeper);
            }
        };
    }

    @Bean
    SmartInitializingSingleton everyEndpointIsDeclared(
            Doorkeeper doorkeeper,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
        return () -> doorkeeper.inspect(mapping.getHandlerMethods().values());
    }

    /// A streamed answer is written by another thread under the scope it was made in.
    @Bean
    WebMvcConfigurer streamsKeepTheirScope() {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("stream-");
        executor.setVirtualThreads(true);
        executor.setTaskDecorator(task -> {
            Scope scope = Scopes.current().orElse(null);
            return scope == null ? task : () -> Scopes.run(scope, task);
        });
        return new WebMvcConfigurer() {
            @Override
            public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
                configurer.setTaskExecutor(executor);
            }
        };
    }
}
