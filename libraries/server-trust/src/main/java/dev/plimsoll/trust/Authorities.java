package dev.plimsoll.trust;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Authorities of a PEM file: servers' certificates are verified against them instead of against
/// those that Java trusts.
public final class Authorities {
  // A few times the bundle of all authorities that the web trusts.
  private static final long LARGEST = 4 << 20;

  private Authorities() {}

  /// Trust managers for a client of TLS. The file is read once.
  ///
  /// @param file of one certificate or several, in PEM
  /// @param setting that names the file, for messages
  /// @throws PlimsollException START_FAILED where it is unreadable or has no certificate; without
  ///     its content
  public static TrustManager[] trustManagers(Path file, String setting) {
    Collection<? extends Certificate> certificates = certificates(file, setting);
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("authority-" + number++, certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform has trust stores", e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file, String setting) {
    Collection<? extends Certificate> certificates;
    try {
      if (Files.size(file) > LARGEST) {
        throw refused(file, setting, "has more than 4 MiB");
      }
      certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw refused(file, setting, "cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (CertificateException e) {
      // Its message may have what was read.
      throw refused(file, setting, "has something else than certificates, or a damaged one");
    }
    if (certificates.isEmpty()) {
      throw refused(file, setting, "has no certificate");
    }
    return certificates;
  }

  private static PlimsollException refused(Path file, String setting, String why) {
    return new PlimsollException(
        ErrorCode.START_FAILED,
        setting
            + " names "
            + file
            + ", which "
            + why
            + ": it has to be a file of authorities' certificates, in PEM, that this process may"
            + " read");
  }

  /// Whether a failure is that a server has not proven who it is: its certificate is of another
  /// authority or for other names, or is not valid now.
  public static boolean isRefusal(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(CertificateException.class::isInstance);
  }
}
