package vn.pccovid.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import se.digg.dgc.payload.v1.DGCSchemaException;
import se.digg.dgc.service.impl.DefaultDGCDecoder;
import se.digg.dgc.signatures.impl.DefaultDGCSignatureVerifier;

/// Opens and verifies certificates with `se.digg.dgc:dgc-create-validate` as its documentation
/// shows: `DefaultDGCDecoder` over `DefaultDGCSignatureVerifier`. Each line read on standard input
/// starts one pass over all codes; the answer is one line, `cpu_seconds,clock_seconds`.
public final class CredentialPeer {
    private CredentialPeer() {}

    /// @param args the file of codes, one a line, and the file of the signer's certificate (DER)
    public static void main(String[] args) throws Exception {
        List<String> codes = Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8);
        X509Certificate certificate;
        try (var in = Files.newInputStream(Path.of(args[1]))) {
            certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        var decoder =
                new DefaultDGCDecoder(
                        new DefaultDGCSignatureVerifier(),
                        (country, keyId) -> List.of(certificate));
        var threads = ManagementFactory.getThreadMXBean();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            long cpu = threads.getCurrentThreadCpuTime();
            long clock = System.nanoTime();
            pass(decoder, codes);
            System.out.println(
                    (threads.getCurrentThreadCpuTime() - cpu) / 1e9
                            + ","
                            + (System.nanoTime() - clock) / 1e9);
        }
    }

    private static void pass(DefaultDGCDecoder decoder, List<String> codes)
            throws GeneralSecurityException, IOException, DGCSchemaException, SignatureException {
        for (String code : codes) {
            if (decoder.decode(code).getV().size() != 1) {
                throw new IllegalStateException("the peer read another certificate");
            }
        }
    }
}
