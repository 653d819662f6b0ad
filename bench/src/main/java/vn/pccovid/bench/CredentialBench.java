package vn.pccovid.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import vn.pccovid.lib.credential.DeviceKey;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.lib.credential.GateCodes;
import vn.pccovid.lib.credential.HealthCertificate;
import vn.pccovid.lib.credential.HealthCertificates;
import vn.pccovid.lib.credential.HolderHash;
import vn.pccovid.lib.credential.ListedKey;
import vn.pccovid.lib.credential.Opened;
import vn.pccovid.lib.credential.Revocations;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.TrustList;
import vn.pccovid.lib.credential.TrustedKey;
import vn.pccovid.lib.credential.Unreadable;
import vn.pccovid.lib.credential.ValueSets;

/// `bench credential`: certificates opened and verified per second of one core, over as many
/// different codes and without keeping any answer, beside the bare P-256 verification of the same
/// bytes by the same provider and beside `se.digg.dgc:dgc-create-validate` in a process of its own,
/// pass by pass in the same run.
///
/// Options: `--codes N` (default 2000), `--rounds R` (default 5, at least 3). Rates are of the
/// processor time of the one thread that works, so a busy machine moves them little; the clock
/// stands beside them.
public final class CredentialBench implements Bench {
    private static final int WARM_UP_PASSES = 10;
    private static final String GATE_KEY_ID = "00112233aabbccdd";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// One thing measured: its passes so far.
    private static final class Line {
        final String name;
        final Pass pass;
        final List<Double> cpuSeconds = new ArrayList<>();
        final List<Double> clockSeconds = new ArrayList<>();

        Line(String name, Pass pass) {
            this.name = name;
            this.pass = pass;
        }

        double rate(int codes) {
            return codes / median(cpuSeconds);
        }
    }

    /// One pass over all codes.
    private interface Pass {
        /// @return seconds of processor and of the clock
        double[] run() throws Exception;
    }

    private interface Work {
        void run() throws Exception;
    }

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        int codes = option(options, "--codes", 2000);
        int rounds = Math.max(3, option(options, "--rounds", 5));
        if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
            throw new IllegalStateException(
                    "The native provider (AmazonCorrettoCryptoProvider) does not load here: "
                            + AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError().getMessage()
                            + ". It needs Linux on x86-64 or ARM64 with glibc; build with the classifier of this machine.");
        }
        var fast = Signatures.of(AmazonCorrettoCryptoProvider.INSTANCE);
        var pure = Signatures.of(new BouncyCastleProvider());
        for (var signatures : List.of(fast, pure)) {
            if (!signatures.isSound()) {
                throw new IllegalStateException(
                        signatures.providerName() + " fails its self-test on this machine");
            }
        }
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        KeyPair keys = keys();
        X509Certificate certificate = SelfSigned.of(keys, now);
        var listed = ListedKey.of(certificate);
        var random = new Random(20211225);
        var texts = new ArrayList<String>(codes);
        for (int i = 0; i < codes; i++) {
            texts.add(seal(fast, certificateOf(random), now, listed.id(), keys));
        }
        var gate = gateCodes(codes, random, now, keys, fast);
        var folder = Files.createTempDirectory("pccovid-credential-");
        try (var peer = Peer.start(folder, texts, certificate)) {
            var lines =
                    List.of(
                            new Line(
                                    "open and verify, " + fast.providerName(),
                                    ours(fast, listed, texts, now)),
                            new Line(
                                    "bare verification, " + fast.providerName(),
                                    raw(fast, listed, texts)),
                            new Line(
                                    "open and verify, " + pure.providerName(),
                                    ours(pure, listed, texts, now)),
                            new Line(
                                    "bare verification, " + pure.providerName(),
                                    raw(pure, listed, texts)),
                            new Line("dgc-create-validate 1.0.3", peer::pass),
                            new Line(
                                    "gate code with proof, " + fast.providerName(),
                                    gate(fast, gate, keys, now)),
                            new Line(
                                    "seal a gate code, " + fast.providerName(),
                                    sealGate(fast, gate, keys)),
                            new Line(
                                    "seal a certificate, " + fast.providerName(),
                                    timed(() -> {
                                        var again = new Random(1);
                                        for (int i = 0; i < codes; i++) {
                                            seal(
                                                    fast,
                                                    certificateOf(again),
                                                    now,
                                                    listed.id(),
                                                    keys);
                                        }
                                    })));
            out.printf(
                    Locale.ROOT,
                    "%,d different certificates of %d to %d characters, %,d gate codes of %d to %d; %d rounds after %d passes of warm-up; rates per second of one core's time%n",
                    codes,
                    texts.stream().mapToInt(String::length).min().orElse(0),
                    texts.stream().mapToInt(String::length).max().orElse(0),
                    codes,
                    gate.shown().stream().mapToInt(String::length).min().orElse(0),
                    gate.shown().stream().mapToInt(String::length).max().orElse(0),
                    rounds,
                    WARM_UP_PASSES);
            out.println("peer: " + peer.command());
            for (int i = 0; i < WARM_UP_PASSES; i++) {
                for (var line : lines) {
                    line.pass.run();
                }
            }
            for (int round = 0; round < rounds; round++) {
                for (var line : lines) {
                    double[] seconds = line.pass.run();
                    line.cpuSeconds.add(seconds[0]);
                    line.clockSeconds.add(seconds[1]);
                }
            }
            for (var line : lines) {
                out.printf(
                        Locale.ROOT,
                        "  %-52s %,9.0f /s (%,.0f to %,.0f; by the clock %,.0f)%n",
                        line.name,
                        line.rate(codes),
                        codes / line.cpuSeconds.stream().mapToDouble(d -> d).max().orElse(1),
                        codes / line.cpuSeconds.stream().mapToDouble(d -> d).min().orElse(1),
                        codes / median(line.clockSeconds));
            }
            double open = lines.get(0).rate(codes);
            double pureOpen = lines.get(2).rate(codes);
            out.println(
                    String.format(
                            Locale.ROOT,
                            "{\"verifies_per_s\":%.0f,\"ratio_to_raw\":%.3f,\"pure_java_verifies_per_s\":%.0f,"
                                    + "\"pure_java_ratio_to_raw\":%.3f,\"ratio_to_peer\":%.2f,\"seals_per_s\":%.0f,"
                                    + "\"certificate_seals_per_s\":%.0f,\"gate_verifies_per_s\":%.0f,"
                                    + "\"gate_ratio_to_two_raw\":%.3f,\"peer_verifies_per_s\":%.0f,\"codes\":%d}",
                            open,
                            open / lines.get(1).rate(codes),
                            pureOpen,
                            pureOpen / lines.get(3).rate(codes),
                            open / lines.get(4).rate(codes),
                            lines.get(6).rate(codes),
                            lines.get(7).rate(codes),
                            lines.get(5).rate(codes),
                            lines.get(5).rate(codes) / (lines.get(1).rate(codes) / 2),
                            lines.get(4).rate(codes),
                            codes));
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
        return 0;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(d -> d).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static Pass timed(Work work) {
        return () -> {
            long cpu = THREADS.getCurrentThreadCpuTime();
            long clock = System.nanoTime();
            work.run();
            return new double[] {
                (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9, (System.nanoTime() - clock) / 1e9
            };
        };
    }

    private static Pass ours(
            Signatures signatures, ListedKey listed, List<String> texts, Instant now) {
        var certificates =
                new HealthCertificates(
                        signatures,
                        TrustList.of("bench", List.of(listed)),
                        Revocations.none(),
                        ValueSets.open());
        return timed(() -> {
            for (String text : texts) {
                if (!(certificates.open(text, now) instanceof HealthCertificates.Answer.Verified)) {
                    throw new IllegalStateException("a certificate was refused");
                }
            }
        });
    }

    /// The same bytes that opening checks, taken apart beforehand.
    private static Pass raw(Signatures signatures, ListedKey listed, List<String> texts)
            throws Unreadable {
        var signed = new ArrayList<HealthCertificates.Signed>();
        for (String text : texts) {
            signed.add(HealthCertificates.signed(text));
        }
        var key = signatures.own(listed.key());
        return timed(() -> {
            for (var one : signed) {
                if (!signatures.verify(
                        Signatures.Algorithm.ES256, key, one.bytes(), one.signature())) {
                    throw new IllegalStateException("a signature did not fit");
                }
            }
        });
    }

    private record GateSet(List<GateClaims> claims, List<String> shown) {}

    private static GateSet gateCodes(
            int codes, Random random, Instant now, KeyPair keys, Signatures signatures)
            throws Exception {
        var claims = new ArrayList<GateClaims>();
        var shown = new ArrayList<String>();
        for (int i = 0; i < codes; i++) {
            KeyPair phone = keys();
            var id = new byte[16];
            var salt = new byte[8];
            random.nextBytes(id);
            random.nextBytes(salt);
            var one =
                    new GateClaims(
                            id,
                            GateClaims.PassColour.GREEN,
                            GateClaims.PassColour.YELLOW,
                            "56/575/22738",
                            now,
                            now,
                            now,
                            now.plus(Duration.ofHours(1)),
                            GateClaims.Form.LIVE,
                            HolderHash.of(salt, "NGUYEN VAN " + i, "05618400" + i),
                            deviceKey(phone));
            claims.add(one);
            shown.add(
                    GateCodes.prove(
                            signatures,
                            GateCodes.seal(signatures, one, GATE_KEY_ID, keys.getPrivate()),
                            now,
                            phone.getPrivate()));
        }
        return new GateSet(claims, shown);
    }

    private static Pass gate(Signatures signatures, GateSet gate, KeyPair keys, Instant now) {
        var trusted =
                Optional.of(
                        new TrustedKey(
                                GATE_KEY_ID,
                                signatures.own(keys.getPublic()),
                                now.minusSeconds(60),
                                now.plus(Duration.ofDays(1))));
        return timed(() -> {
            for (String text : gate.shown()) {
                if (!(GateCodes.open(
                                signatures, text, id -> trusted, now, GateCodes.PROOF_TOLERANCE)
                        instanceof Opened.Verified)) {
                    throw new IllegalStateException("a gate code was refused");
                }
            }
        });
    }

    private static Pass sealGate(Signatures signatures, GateSet gate, KeyPair keys) {
        return timed(() -> {
            for (var claims : gate.claims()) {
                GateCodes.seal(signatures, claims, GATE_KEY_ID, keys.getPrivate());
            }
        });
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC", AmazonCorrettoCryptoProvider.INSTANCE);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static DeviceKey deviceKey(KeyPair pair) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        var xy = new byte[64];
        byte[] x = point.getAffineX().toByteArray();
        byte[] y = point.getAffineY().toByteArray();
        copyEnd(x, xy, 32);
        copyEnd(y, xy, 64);
        return new DeviceKey(xy);
    }

    private static void copyEnd(byte[] from, byte[] to, int end) {
        int length = Math.min(32, from.length);
        System.arraycopy(from, from.length - length, to, end - length, length);
    }

    private static String seal(
            Signatures signatures,
            HealthCertificate certificate,
            Instant now,
            String keyId,
            KeyPair keys) {
        return HealthCertificates.seal(
                signatures, certificate, "VN", now, Duration.ofDays(365), keyId, keys.getPrivate());
    }

    /// An invented person's second dose; every one differs in name, dates and identifier.
    private static HealthCertificate certificateOf(Random random) {
        String given =
                new String[] {"HOA", "LAN", "MAI", "TUAN", "HUNG", "DUNG"}[random.nextInt(6)];
        String family = new String[] {"NGUYEN", "TRAN", "LE", "PHAM", "VO"}[random.nextInt(5)];
        return new HealthCertificate(
                "1.3.0",
                new HealthCertificate.Name(family, family, "Thị " + given, "THI<" + given),
                String.format(
                        Locale.ROOT,
                        "%d-%02d-%02d",
                        1930 + random.nextInt(80),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28)),
                new HealthCertificate.Vaccination(
                        "840539006",
                        "1119305005",
                        "EU/1/21/1529",
                        "ORG-100001699",
                        2,
                        2,
                        String.format(Locale.ROOT, "2021-09-%02d", 1 + random.nextInt(28)),
                        "VN",
                        "Bộ Y tế",
                        String.format(
                                Locale.ROOT,
                                "URN:UVCI:01:VN:%016X%08X",
                                random.nextLong(),
                                random.nextInt())));
    }

    /// The peer's process: fed one line per pass, answers with its seconds.
    private record Peer(
            Process process, java.io.BufferedReader answers, Path messages, String command)
            implements AutoCloseable {
        static Peer start(Path folder, List<String> texts, X509Certificate certificate)
                throws IOException, GeneralSecurityException {
            String home = System.getenv("PCCOVID_HOME");
            Path target = Path.of(home == null ? "." : home, "bench", "credential-peer", "target");
            if (!Files.isDirectory(target.resolve("lib"))) {
                throw new IllegalStateException(
                        "The peer is not built: no "
                                + target.resolve("lib")
                                + ". Run ./pccovid once without PCCOVID_SKIP_BUILD.");
            }
            Path codes = Files.write(folder.resolve("codes.txt"), texts);
            Path der = Files.write(folder.resolve("signer.der"), certificate.getEncoded());
            Path messages = folder.resolve("peer.log");
            var command =
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xmx1g",
                            "-cp",
                            target + "/*:" + target.resolve("lib") + "/*",
                            "vn.pccovid.peer.CredentialPeer",
                            codes.toString(),
                            der.toString());
            var process = new ProcessBuilder(command).redirectError(messages.toFile()).start();
            return new Peer(process, process.inputReader(), messages, String.join(" ", command));
        }

        double[] pass() throws IOException {
            var in = process.outputWriter();
            in.write("pass\n");
            in.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the peer ended:\n" + Files.readString(messages));
            }
            return Arrays.stream(answer.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
        }

        @Override
        public void close() throws IOException {
            process.outputWriter().close();
            process.destroy();
        }
    }

    private static int option(String[] options, String name, int otherwise) {
        for (int i = 0; i + 1 < options.length; i++) {
            if (options[i].equals(name)) {
                return Integer.parseInt(options[i + 1]);
            }
        }
        return otherwise;
    }
}
