package vn.pccovid.server.exchange;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Lines to the registers that can be called (`pccovid.registers.*`). A register without an address
/// is asked by file only.
@ConfigurationProperties("pccovid.registers")
record RegisterLineProperties(@Nullable Line population, @Nullable Line insurance) {

    /// One line.
    ///
    /// @param url where the look-up stands; HTTPS, or plain HTTP on the loopback address
    /// @param token sent as bearer token, empty for none
    /// @param connect until a connection must stand
    /// @param answer until the whole answer must be here
    /// @param tries calls for one question before it goes back into the queue, 1 to 5
    /// @param firstPause between the first two tries; doubled, with chance on top
    /// @param atOnce calls under way at once, 1 to 64
    /// @param window last calls that decide whether the register is given up for now
    /// @param failingShare of the window, in percent, from which it is
    /// @param openFor how long it is left alone then
    record Line(
            URI url,
            @DefaultValue("") String token,
            @DefaultValue("2s") Duration connect,
            @DefaultValue("8s") Duration answer,
            @DefaultValue("3") int tries,
            @DefaultValue("300ms") Duration firstPause,
            @DefaultValue("8") int atOnce,
            @DefaultValue("20") int window,
            @DefaultValue("50") float failingShare,
            @DefaultValue("30s") Duration openFor) {
        Line {
            String host = String.valueOf(url.getHost());
            boolean loopback =
                    host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
            if (!"https".equals(url.getScheme()) && !(loopback && "http".equals(url.getScheme()))) {
                throw new IllegalArgumentException(
                        "pccovid.registers: people's data leave by HTTPS only");
            }
            if (tries < 1 || tries > 5 || atOnce < 1 || atOnce > 64 || window < 2) {
                throw new IllegalArgumentException(
                        "pccovid.registers: tries 1 to 5, at-once 1 to 64, window 2 or more");
            }
        }

        @Override
        public String toString() {
            return "Line[" + url.getHost() + "]";
        }
    }
}
