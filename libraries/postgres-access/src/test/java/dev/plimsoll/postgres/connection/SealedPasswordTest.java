package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedPasswordTest {
  private static final String PASSWORD = "s3cret ünder \"seal\"";

  private static final DatabaseAddress SHOP = address("db.example", 5432, "shop", "reader");

  @TempDir private Path folder;

  @Test
  void isReadableWithItsKeyAndNeverTheSameTwice() throws IOException {
    Path key = key("key", 7);
    SealedPassword sealed = SealedPassword.ofFile(key);
    CredentialReference first = sealed.seal(PASSWORD, SHOP);

    assertThat(first.value()).startsWith("sealed:").doesNotContain("s3cret");
    assertThat(first.shown().value()).isEqualTo("sealed");
    assertThat(sealed.seal(PASSWORD, SHOP)).isNotEqualTo(first);
    assertThat(
            Credentials.resolve(SHOP.with(first), Map.of(SealedPassword.KEY_FILE, key.toString())))
        .isEqualTo(PASSWORD);
    assertThat(sealed.unseal(SHOP.with(sealed.seal("x", SHOP)))).isEqualTo("x");
  }

  @Test
  void isOfNoUseForAnotherServerDatabaseOrUser() throws IOException {
    SealedPassword sealed = SealedPassword.ofFile(key("key", 7));
    CredentialReference reference = sealed.seal(PASSWORD, SHOP);

    for (DatabaseAddress other :
        List.of(
            address("evil.example", 5432, "shop", "reader"),
            address("db.example", 5433, "shop", "reader"),
            address("db.example", 5432, "shop2", "reader"),
            address("db.example", 5432, "shop", "reader2"))) {
      assertRefused(() -> sealed.unseal(other.with(reference)));
    }
    // How it is sent there may change.
    assertThat(
            sealed.unseal(
                new DatabaseAddress(
                    "db.example", 5432, "shop", "reader", SslMode.VERIFY_FULL, reference)))
        .isEqualTo(PASSWORD);
  }

  @Test
  void whatAnAnswerHidComesBackForTheSameAddressAlone() throws IOException {
    DatabaseAddress stored = SHOP.with(SealedPassword.ofFile(key("key", 7)).seal(PASSWORD, SHOP));

    assertThat(stored.shown().withCredentialOf(stored)).isEqualTo(stored);
    assertThat(stored.withCredentialOf(null)).isEqualTo(stored);
    for (DatabaseAddress other :
        List.of(
            address("evil.example", 5432, "shop", "reader"),
            address("db.example", 5432, "shop", "reader2"))) {
      assertThatThrownBy(() -> other.with(stored.credential().shown()).withCredentialOf(stored))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIAL_REFUSED));
    }
    assertThatThrownBy(() -> stored.shown().withCredentialOf(null))
        .isInstanceOf(PlimsollException.class);
  }

  @Test
  void whatAnAnswerHidGoesToNoStandbyThatItWasNotGivenFor() throws IOException {
    DatabaseAddress stored = SHOP.with(SealedPassword.ofFile(key("key", 7)).seal(PASSWORD, SHOP));
    StandbyAddress known = new StandbyAddress("replica.example", 5432);
    DatabaseRegistration answer =
        DatabaseRegistration.postgres("shop", stored.shown(), BuildSettings.NONE)
            .with(List.of(known));

    assertThat(answer.withCredentialOf(stored, List.of(known)).address()).isEqualTo(stored);
    assertThatThrownBy(() -> answer.withCredentialOf(stored, List.of()))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIAL_REFUSED));
    // Who knows the password gives it again.
    assertThat(answer.with(stored).withCredentialOf(stored, List.of()))
        .isEqualTo(answer.with(stored));
  }

  @Test
  void isOfNoUseWithAnotherKey() throws IOException {
    CredentialReference reference = SealedPassword.ofFile(key("key", 7)).seal(PASSWORD, SHOP);
    SealedPassword other = SealedPassword.ofFile(key("other", 8));

    assertRefused(() -> other.unseal(SHOP.with(reference)));
  }

  @Test
  void noticesEveryChange() throws IOException {
    SealedPassword sealed = SealedPassword.ofFile(key("key", 7));
    byte[] all =
        Base64.getUrlDecoder()
            .decode(sealed.seal(PASSWORD, SHOP).value().substring("sealed:".length()));
    for (int i = 0; i < all.length; i++) {
      byte[] changed = all.clone();
      changed[i] ^= 1;
      CredentialReference reference =
          new CredentialReference(
              "sealed:" + Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
      assertRefused(() -> sealed.unseal(SHOP.with(reference)));
    }
    assertRefused(
        () -> sealed.unseal(SHOP.with(new CredentialReference("sealed:" + "A".repeat(41)))));
    assertRefused(() -> sealed.unseal(SHOP.with(new CredentialReference("sealed"))));
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

  @Test
  void wantsAKeyThatIsNotSomebodyElses() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "root alone gives files away");
    Path key = key("key", 7);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    SealedPassword.ofFile(key);
    Files.setOwner(
        key, key.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    assertThatThrownBy(() -> SealedPassword.ofFile(key)).hasMessageContaining("belongs to nobody");
    assertRefused(() -> SealedPassword.ofFile(key));
  }

  private static DatabaseAddress address(String host, int port, String database, String user) {
    return new DatabaseAddress(
        host, port, database, user, SslMode.REQUIRE, CredentialReference.PGPASS);
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
