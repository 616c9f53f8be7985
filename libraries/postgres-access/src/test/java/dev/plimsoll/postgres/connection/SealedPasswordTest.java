package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedPasswordTest {
  private static final String PASSWORD = "s3cret ünder \"seal\"";

  @TempDir private Path folder;

  @Test
  void isReadableWithItsKeyAndNeverTheSameTwice() throws IOException {
    Path key = key("key", 7);
    SealedPassword sealed = SealedPassword.ofFile(key);
    CredentialReference first = sealed.seal(PASSWORD);

    assertThat(first.value()).startsWith("sealed:").doesNotContain("s3cret");
    assertThat(sealed.seal(PASSWORD)).isNotEqualTo(first);
    assertThat(Credentials.resolve(first, Map.of(SealedPassword.KEY_FILE, key.toString())))
        .isEqualTo(PASSWORD);
    assertThat(sealed.unseal(sealed.seal("x"))).isEqualTo("x");
  }

  @Test
  void isOfNoUseWithAnotherKey() throws IOException {
    CredentialReference reference = SealedPassword.ofFile(key("key", 7)).seal(PASSWORD);
    SealedPassword other = SealedPassword.ofFile(key("other", 8));

    assertRefused(() -> other.unseal(reference));
  }

  @Test
  void noticesEveryChange() throws IOException {
    SealedPassword sealed = SealedPassword.ofFile(key("key", 7));
    byte[] all =
        Base64.getUrlDecoder().decode(sealed.seal(PASSWORD).value().substring("sealed:".length()));
    for (int i = 0; i < all.length; i++) {
      byte[] changed = all.clone();
      changed[i] ^= 1;
      CredentialReference reference =
          new CredentialReference(
              "sealed:" + Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
      assertRefused(() -> sealed.unseal(reference));
    }
    assertRefused(() -> sealed.unseal(new CredentialReference("sealed:" + "A".repeat(41))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no key, but the password", "AAAA", "************"})
  void saysWhichFileHoldsNoKeyWithoutQuotingIt(String content) throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> SealedPassword.ofFile(file))
        .hasMessage("the key file " + file + " holds no key of 32 bytes in base64url")
        .hasNoCause();
  }

  @Test
  void wantsAKeyThatIsNotEverybodys() throws IOException {
    Path key = key("key", 7);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> SealedPassword.ofFile(key)).hasMessageEndingWith("chmod 600 it");
    assertRefused(() -> SealedPassword.ofInstallation(Map.of()));
    assertRefused(() -> SealedPassword.ofFile(folder.resolve("absent")));
  }

  private static void assertRefused(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIAL_UNREADABLE))
        .hasMessageNotContaining("s3cret");
  }

  private Path key(String name, int fill) throws IOException {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    Path file = folder.resolve(name);
    Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(key) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
