package vn.pccovid.lib.credential;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What Jazzer feeds: all bytes go to the decoder named by `-Dfuzz.decoder`. A decoder answers or
/// throws [Unreadable]; whatever else it throws, a call that lasts past Jazzer's timeout, and more
/// memory than the input explains are findings.
public final class Decoders {

    /// A decoder may take this much for any input: key objects, buffers, the limit of zlib twice.
    private static final long ALLOWANCE_BYTES = 2_000_000;

    /// And this much for every byte of it: a byte of CBOR is at most one boxed value in a list.
    private static final long BYTES_PER_BYTE = 400;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Instant NOON = Instant.parse("2021-10-10T05:00:00Z");
    private static final PublicKey KEY = key();
    private static final TrustedKey TRUSTED =
            new TrustedKey("0000000000000000", KEY, Instant.EPOCH, Instant.MAX);
    private static final Zlib ZLIB = new Zlib(HealthCertificates.MAX_BYTES);
    private static final Signatures SIGNATURES = Signatures.platform();
    private static final HealthCertificates CERTIFICATES =
            new HealthCertificates(
                    SIGNATURES,
                    TrustList.of(
                            "fuzz",
                            List.of(
                                    new ListedKey(
                                            "0000000000000000",
                                            "VN",
                                            KEY,
                                            EnumSet.allOf(ListedKey.Usage.class),
                                            Instant.EPOCH,
                                            Instant.MAX))),
                    Revocations.none(),
                    ValueSets.open());

    private static PublicKey key() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair().getPublic();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many decoders there are; they have the numbers from 0.
    static final int COUNT = 10;

    private static final int WHICH = Integer.getInteger("fuzz.decoder", 0);

    private Decoders() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        int which = WHICH;
        byte[] bytes = data.consumeRemainingAsBytes();
        long limit = ALLOWANCE_BYTES + BYTES_PER_BYTE * bytes.length;
        // The first time may load classes, which Jazzer instruments in this thread.
        long first = taken(which, bytes);
        if (first > limit && taken(which, bytes) > limit) {
            throw new AssertionError(
                    "decoder " + which + " took more than " + limit + " for " + bytes.length);
        }
    }

    private static long taken(int which, byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            decode(which, bytes);
        } catch (Unreadable refused) {
            // The one way a decoder may say no.
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    static void decode(int which, byte[] bytes) throws Unreadable {
        switch (which) {
            case 0 -> {
                byte[] decoded = Base45.decode(latin(bytes));
                if (!Base45.encode(decoded).equals(latin(bytes))) {
                    throw new AssertionError("two spellings of the same bytes");
                }
            }
            case 1 -> {
                Object value = Cbor.decode(bytes);
                if (!java.util.Arrays.equals(Cbor.encode(value), bytes)) {
                    throw new AssertionError("two spellings of the same claim");
                }
            }
            case 2 -> Cbor.decodeForeign(bytes);
            case 3 -> ZLIB.inflate(bytes);
            case 4 -> ForeignSign1.read(bytes);
            case 5 -> HealthCertificate.read(HealthCertificates.token(bytes).tree());
            case 6 ->
                    refused(
                            CERTIFICATES.open(
                                            HealthCertificates.PREFIX
                                                    + Base45.encode(Zlib.deflate(bytes)),
                                            NOON)
                                    instanceof HealthCertificates.Answer.Refused);
            case 7 ->
                    refused(
                            GateCodes.open(
                                            GateCodes.PREFIX + Base45.encode(bytes),
                                            id -> Optional.of(TRUSTED),
                                            NOON)
                                    instanceof Opened.Refused);
            case 8 ->
                    refused(
                            VenueTokens.open(
                                            SIGNATURES,
                                            VenueTokens.PREFIX + Base45.encode(bytes),
                                            id -> Optional.of(TRUSTED),
                                            NOON)
                                    instanceof VenueTokens.Answer.Refused);
            default -> {
                try {
                    CertLogic.evaluate(
                            Trees.of(Cbor.decodeForeign(bytes)),
                            Map.of("x", List.of(1L, "2021-10-10")));
                } catch (CertLogic.Invalid invalid) {
                    // What the specification calls an error.
                }
            }
        }
    }

    private static void refused(boolean refused) {
        if (!refused) {
            throw new AssertionError("a forgery was verified");
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
