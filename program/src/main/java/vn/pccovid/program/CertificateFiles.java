package vn.pccovid.program;

import java.nio.file.Path;

/// A server certificate (PEM, with its chain) and its key (PEM, PKCS #8).
public record CertificateFiles(Path certificate, Path key) {}
