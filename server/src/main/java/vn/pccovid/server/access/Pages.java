package vn.pccovid.server.access;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Serves the pages: each app under its own folder, files with a hash in their name kept for a year
/// by browsers, everything else asked for anew each time, so that a new version reaches a phone at
/// its next start.
@Configuration(proxyBeanMethods = false)
class Pages implements WebMvcConfigurer {

    private static final String[] APPS = {"resident", "gate", "console"};
    private static final CacheControl FOR_A_YEAR =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final CacheControl ASK_EACH_TIME = CacheControl.noCache();

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        for (String app : APPS) {
            registry.addRedirectViewController("/" + app, "/" + app + "/");
            registry.addViewController("/" + app + "/")
                    .setViewName("forward:/" + app + "/index.html");
        }
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        for (String app : APPS) {
            registry.addResourceHandler("/" + app + "/assets/**")
                    .addResourceLocations("classpath:/static/" + app + "/assets/")
                    .setCacheControl(FOR_A_YEAR);
        }
        registry.addResourceHandler("/start-assets/**")
                .addResourceLocations("classpath:/static/start-assets/")
                .setCacheControl(FOR_A_YEAR);
        registry.addResourceHandler("/**")
                .addResourceLocations("classpath:/static/")
                .setCacheControl(ASK_EACH_TIME);
    }
}
