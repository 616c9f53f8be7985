package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A registration names the server that a password is sent to: it must not reach a secret that was
/// not meant for a database.
final class CredentialsTest {
  private static final String SECRET = "s3cret";

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path passwords;

  @BeforeEach
  void makeFolder() throws IOException {
    passwords = Files.createDirectory(folder.resolve("passwords"));
    environment.put(Credentials.FOLDER, passwords.toString());
  }

  @Test
  void aFileOfTheFolderIsReadToTheEndOfItsFirstLine() throws IOException {
    Path file = write(passwords.resolve("shop"), "pass word\nsecond line\n");

    assertThat(resolve("file:" + file)).isEqualTo("pass word");
    assertRefused(
        ErrorCode.CREDENTIAL_MISSING, "file:" + passwords.resolve("absent"), "cannot be read");
    assertRefused(
        ErrorCode.CREDENTIAL_MISSING, "file:" + write(passwords.resolve("empty"), ""), "is empty");
  }

  @Test
  void aFileElsewhereIsRefusedHoweverItIsNamed() throws IOException {
    Path elsewhere = write(folder.resolve("token"), SECRET);
    Path link = Files.createSymbolicLink(passwords.resolve("link"), elsewhere);
    Path sibling = Files.createDirectory(folder.resolve("passwords-of-others"));

    for (Path path :
        new Path[] {
          elsewhere,
          link,
          passwords.resolve("..").resolve("token"),
          write(sibling.resolve("shop"), SECRET),
          folder.resolve("absent"), // not even said to be absent
          Path.of("/proc/self/environ"),
          passwords
        }) {
      assertRefused(ErrorCode.CREDENTIAL_REFUSED, "file:" + path, Credentials.FOLDER);
    }
  }

  @Test
  void aFileIsRefusedThatEverybodyMayWriteToOrThatIsNoPassword() throws IOException {
    Path open = write(passwords.resolve("open"), SECRET);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path large = write(passwords.resolve("large"), SECRET.repeat(1000));

    assertRefused(ErrorCode.CREDENTIAL_REFUSED, "file:" + open, "everybody may write");
    assertRefused(ErrorCode.CREDENTIAL_REFUSED, "file:" + large, "4 KiB");
  }

  @Test
  void withoutAFolderOfItsOwnTheUsualOneCounts() throws IOException {
    environment.remove(Credentials.FOLDER);

    assertRefused(
        ErrorCode.CREDENTIAL_REFUSED,
        "file:" + write(passwords.resolve("shop"), SECRET),
        Credentials.USUAL_FOLDER);
  }

  @Test
  void aVariableIsReadThatIsMeantForIt() {
    environment.put("PLIMSOLL_PASSWORD_SHOP", SECRET);

    assertThat(resolve("env:PLIMSOLL_PASSWORD_SHOP")).isEqualTo(SECRET);
    assertRefused(ErrorCode.CREDENTIAL_MISSING, "env:PLIMSOLL_PASSWORD_NONE", "is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLIMSOLL_POSTGRES_PASSWORD", "AWS_SECRET_ACCESS_KEY", "ABSENT"})
  void anyOtherVariableIsRefusedWhetherItIsSetOrNot(String name) {
    if (!name.equals("ABSENT")) {
      environment.put(name, SECRET);
    }

    assertRefused(ErrorCode.CREDENTIAL_REFUSED, "env:" + name, "PLIMSOLL_PASSWORD_");
  }

  private @Nullable String resolve(String reference) {
    return Credentials.resolve(
        new DatabaseAddress(
            "db.example",
            5432,
            "shop",
            "reader",
            SslMode.REQUIRE,
            new CredentialReference(reference)),
        environment);
  }

  private void assertRefused(ErrorCode code, String reference, String says) {
    assertThatThrownBy(() -> resolve(reference))
        .as(reference)
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(says)
        .hasMessageNotContaining(SECRET);
  }

  private static Path write(Path file, String content) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
