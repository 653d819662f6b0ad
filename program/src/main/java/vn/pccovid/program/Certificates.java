package vn.pccovid.program;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of this installation only, so that phones on the local network reach the
/// pages by HTTPS (cameras and WebCrypto need it). Private keys lie in 0600 files of the data
/// folder.
///
/// The server certificate is made again when it ends soon or when the machine has a new address.
public final class Certificates {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);

    /// Apple refuses server certificates that are valid for more than 398 days.
    private static final Duration SERVER_LIFE = Duration.ofDays(397);

    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);
    private static final String SIGNATURE = "SHA256withECDSA";

    private final Path folder;
    private final Clock machine;

    /// @param machine real time, also in the demo: browsers compare with their own clock
    public Certificates(Path folder, Clock machine) {
        this.folder = folder;
        this.machine = machine;
    }

    /// The authority's certificate, to install on a phone that should trust this server.
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /// A valid server certificate for this machine's names and addresses, made if need be.
    ///
    /// @param more further DNS names or addresses
    public CertificateFiles server(Collection<String> more) {
        Set<String> names = new TreeSet<>(List.of("localhost", "127.0.0.1", "::1"));
        names.addAll(lanAddresses());
        names.addAll(more);
        CertificateFiles files =
                new CertificateFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
        try {
            createFolder();
            if (!usable(files, names)) {
                issue(files, names);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write certificates to " + folder, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot make a certificate", e);
        }
    }

    /// IPv4 addresses of this machine that others on its network can reach.
    public static List<String> lanAddresses() {
        List<String> addresses = new ArrayList<>();
        try {
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                if (!network.isUp() || network.isLoopback()) {
                    continue;
                }
                network.inetAddresses()
                        .filter(a -> a.isSiteLocalAddress() && a.getAddress().length == 4)
                        .map(InetAddress::getHostAddress)
                        .forEach(addresses::add);
            }
        } catch (SocketException e) {
            throw new UncheckedIOException("Cannot list this machine's addresses", e);
        }
        return addresses;
    }

    private void createFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private boolean usable(CertificateFiles files, Set<String> names)
            throws IOException, GeneralSecurityException {
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return false;
        }
        X509Certificate certificate = readCertificate(files.certificate());
        Set<String> held = new TreeSet<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            for (List<?> name : certificate.getSubjectAlternativeNames()) {
                held.add(canonical(String.valueOf(name.get(1))));
            }
        }
        Set<String> wanted = new TreeSet<>();
        names.forEach(n -> wanted.add(canonical(n)));
        return held.containsAll(wanted)
                && certificate
                        .getNotAfter()
                        .toInstant()
                        .isAfter(machine.instant().plus(RENEW_BEFORE_END));
    }

    private static String canonical(String name) {
        return name.equals("0:0:0:0:0:0:0:1") ? "::1" : name;
    }

    private void issue(CertificateFiles files, Set<String> names)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Path authorityKey = folder.resolve("ca.key");
        if (!Files.exists(authority())
                || !Files.exists(authorityKey)
                || readCertificate(authority())
                        .getNotAfter()
                        .toInstant()
                        .isBefore(machine.instant().plus(SERVER_LIFE))) {
            createAuthority(authorityKey);
        }
        X509Certificate authority = readCertificate(authority());
        KeyPair pair = newPair();
        Instant now = machine.instant();
        var extensions = new JcaX509ExtensionUtils();
        var builder =
                new JcaX509v3CertificateBuilder(
                                authority,
                                serial(),
                                Date.from(now.minus(CLOCK_TOLERANCE)),
                                Date.from(now.plus(SERVER_LIFE)),
                                new X500Name("CN=PcCovid"),
                                pair.getPublic())
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                        .addExtension(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                        .addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                        .addExtension(
                                Extension.subjectKeyIdentifier,
                                false,
                                extensions.createSubjectKeyIdentifier(pair.getPublic()))
                        .addExtension(
                                Extension.authorityKeyIdentifier,
                                false,
                                extensions.createAuthorityKeyIdentifier(authority))
                        .addExtension(Extension.subjectAlternativeName, false, alternatives(names));
        X509CertificateHolder signed =
                builder.build(new JcaContentSignerBuilder(SIGNATURE).build(readKey(authorityKey)));
        write(files.key(), pem(new JcaPKCS8Generator(pair.getPrivate(), null)), "rw-------");
        write(
                files.certificate(),
                pem(new JcaX509CertificateConverter().getCertificate(signed)) + pem(authority),
                "rw-r--r--");
    }

    private void createAuthority(Path keyFile)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = newPair();
        Instant now = machine.instant();
        // The serial in the name tells the authorities of two installations apart on a phone.
        BigInteger serial = serial();
        X500Name name =
                new X500Name("CN=PcCovid local authority " + serial.toString(16).substring(0, 6));
        var extensions = new JcaX509ExtensionUtils();
        X509CertificateHolder signed =
                new JcaX509v3CertificateBuilder(
                                name,
                                serial,
                                Date.from(now.minus(CLOCK_TOLERANCE)),
                                Date.from(now.plus(AUTHORITY_LIFE)),
                                name,
                                pair.getPublic())
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                        .addExtension(
                                Extension.keyUsage,
                                true,
                                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                        .addExtension(
                                Extension.subjectKeyIdentifier,
                                false,
                                extensions.createSubjectKeyIdentifier(pair.getPublic()))
                        .build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate()));
        write(keyFile, pem(new JcaPKCS8Generator(pair.getPrivate(), null)), "rw-------");
        write(
                authority(),
                pem(new JcaX509CertificateConverter().getCertificate(signed)),
                "rw-r--r--");
    }

    private static GeneralNames alternatives(Set<String> names) {
        return new GeneralNames(
                names.stream()
                        .map(n ->
                                new GeneralName(
                                        n.matches("[0-9.]+") || n.contains(":")
                                                ? GeneralName.iPAddress
                                                : GeneralName.dNSName,
                                        n))
                        .toArray(GeneralName[]::new));
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(126, new SecureRandom()).setBit(126);
    }

    private static X509Certificate readCertificate(Path file)
            throws IOException, GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            if (parser.readObject() instanceof X509CertificateHolder holder) {
                return new JcaX509CertificateConverter().getCertificate(holder);
            }
            throw new IOException(file + " holds no certificate");
        }
    }

    private static PrivateKey readKey(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            if (parser.readObject() instanceof PrivateKeyInfo key) {
                return new JcaPEMKeyConverter().getPrivateKey(key);
            }
            throw new IOException(file + " holds no key");
        }
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(
                temporary,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.write(temporary, text.getBytes(StandardCharsets.US_ASCII));
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
