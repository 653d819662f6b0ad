package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Jazzer on every decoder: no crash, no hang, no allocation above the limit")
class DecodersFuzzTest {

    /// Longest a single input may take, in seconds.
    private static final int HANG_SECONDS = 5;

    private static final int LONGEST_INPUT_BYTES = 4096;

    /// Room for a start on a busy machine, in seconds.
    private static final long START_SECONDS = 180;

    /// `-Dfuzz.seconds`, 20 unless told otherwise, for each decoder; as many at once as there are
    /// processors.
    @Test
    void no_input_found_in_the_time_given_breaks_a_decoder(@TempDir Path folder) throws Exception {
        int seconds = Integer.getInteger("fuzz.seconds", 20);
        var room = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = new ArrayList<Future<String>>();
            for (int decoder = 0; decoder < Decoders.COUNT; decoder++) {
                int which = decoder;
                runs.add(
                        threads.submit(() -> {
                            room.acquire();
                            try {
                                return fuzz(
                                        which,
                                        seconds,
                                        Files.createDirectory(folder.resolve("d" + which)));
                            } finally {
                                room.release();
                            }
                        }));
            }
            for (int decoder = 0; decoder < runs.size(); decoder++) {
                System.out.println("decoder " + decoder + ": " + runs.get(decoder).get());
            }
        }
    }

    private static String fuzz(int which, int seconds, Path folder)
            throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        int seed = 0;
        for (byte[] bytes : seeds()) {
            Files.write(corpus.resolve("seed" + seed++), bytes);
        }
        Path log = folder.resolve("jazzer.log");
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-Dfuzz.decoder=" + which,
                                "-XX:+EnableDynamicAgentLoading",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "com.code_intelligence.jazzer.Jazzer",
                                "--target_class=" + Decoders.class.getName(),
                                "--instrumentation_includes=vn.pccovid.**",
                                "--reproducer_path=" + folder,
                                "-artifact_prefix=" + folder + "/",
                                "-max_total_time=" + seconds,
                                "-timeout=" + HANG_SECONDS,
                                "-max_len=" + LONGEST_INPUT_BYTES,
                                "-rss_limit_mb=2048",
                                corpus.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = process.waitFor(seconds + START_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(ended).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return last(said);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void every_seed_is_read_or_refused(int which) throws Exception {
        for (byte[] bytes : seeds()) {
            try {
                Decoders.decode(which, bytes);
            } catch (Unreadable refused) {
                assertThat(refused.refusal()).isNotNull();
            }
        }
    }

    private static String last(String log) {
        return log.lines()
                .filter(line -> line.contains("DONE"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Jazzer did not end by itself:\n" + log));
    }

    private static List<byte[]> seeds() {
        byte[] header = Cbor.encode(Map.of(1L, -7L, 4L, new byte[8]));
        byte[] claims =
                Cbor.encode(
                        Map.of(
                                1L,
                                "VN",
                                4L,
                                1633845600L,
                                6L,
                                1633845000L,
                                -260L,
                                Map.of(1L, Map.of("ver", "1.3.0"))));
        byte[] cose =
                Cbor.encode(new Cbor.Tagged(18L, List.of(header, Map.of(), claims, new byte[64])));
        return List.of(
                claims,
                cose,
                Zlib.deflate(cose),
                Base45.encode(cose).getBytes(StandardCharsets.ISO_8859_1),
                Cbor.encode(
                        Map.of(
                                "if",
                                List.of(
                                        Map.of("var", "x.0"),
                                        true,
                                        Map.of("plusTime", List.of("2021-10-10", 1L, "day"))))));
    }
}
