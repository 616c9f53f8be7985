package dev.plimsoll.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthoritiesTest {
  private static final String SETTING = "plimsoll.s3.ca";

  @TempDir Path folder;

  private static List<String> names(TrustManager[] managers) {
    return Stream.of(managers)
        .map(X509TrustManager.class::cast)
        .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()))
        .map(X509Certificate::getSubjectX500Principal)
        .map(Object::toString)
        .toList();
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("authorities"), content);
  }

  @Test
  void trustsEachAuthorityOfTheFileAndNoOther() throws IOException {
    // given bundles as others write them: with words between the certificates
    String one = Files.readString(new TestAuthority(folder, "one").certificate());
    String two = Files.readString(new TestAuthority(folder, "two").certificate());
    Path both = file("The first one\n" + one + "\n# The second one\n" + two + "\nThe end\n");

    // then
    assertThat(names(Authorities.trustManagers(both, SETTING)))
        .containsExactlyInAnyOrder("CN=one", "CN=two");
  }

  @Test
  void saysWhatIsWrongWithTheFile() throws IOException {
    assertRefused(folder.resolve("absent"), "cannot be read (NoSuchFileException)");
    assertRefused(folder, "cannot be read (IOException)");
    assertRefused(file(""), "has no certificate");
    assertRefused(file("\n\n"), "has something else than certificates");
    assertRefused(file("canary\n"), "has something else than certificates");
    assertRefused(
        file("-----BEGIN CERTIFICATE-----\nY2FuYXJ5\n-----END CERTIFICATE-----\n"),
        "has something else than certificates");
    assertRefused(
        file("-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n"),
        "has something else than certificates");
    assertRefused(file("x".repeat(5 << 20)), "has more than 4 MiB");
  }

  private static void assertRefused(Path file, String why) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> Authorities.trustManagers(file, SETTING))
        .withMessageContainingAll(SETTING + " names " + file + ", which ", why, "in PEM")
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED);
              assertThat(e).hasNoCause();
              assertThat(e.getMessage()).doesNotContain("canary", "Y2FuYXJ5");
            });
  }

  @Test
  void tellsARefusedCertificateFromOtherFailures() {
    SSLHandshakeException refused = new SSLHandshakeException("refused");
    refused.initCause(new CertificateException("no name matching"));

    assertThat(Authorities.isRefusal(new IllegalStateException(refused))).isTrue();
    assertThat(Authorities.isRefusal(new SSLHandshakeException("closed"))).isFalse();
    assertThat(Authorities.isRefusal(new IOException("reset"))).isFalse();
  }
}
