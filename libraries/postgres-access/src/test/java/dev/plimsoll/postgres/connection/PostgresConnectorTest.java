package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresConnectorTest {
  @TempDir private Path folder;

  @Test
  void buildsTheUrlFromFieldsAlone() {
    assertThat(PostgresConnector.url(address("db.example", 5432, "my db?ssl=off&x/..", "pgpass")))
        .isEqualTo("jdbc:postgresql://db.example:5432/my%20db%3Fssl%3Doff%26x%2F..");
    assertThat(PostgresConnector.url(address("::1", 5433, "a", "pgpass")))
        .isEqualTo("jdbc:postgresql://[::1]:5433/a");
  }

  @Test
  void refusesAHostThatIsMoreThanAHost() {
    assertThatThrownBy(() -> address("a,b/c?user=x", 5432, "a", "pgpass"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesWhereTheCredentialShouldBe() throws IOException {
    Path file = folder.resolve("secret");
    assertThatThrownBy(() -> open("env:PLIMSOLL_NO_SUCH"))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIAL_MISSING))
        .hasMessageContaining("PLIMSOLL_NO_SUCH");
    assertThatThrownBy(() -> open("file:" + file)).hasMessageContaining(file.toString());
    Files.writeString(file, "pass word\nsecond line\n");
    assertThat(Credentials.resolve(new CredentialReference("file:" + file), Map.of()))
        .isEqualTo("pass word");
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    assertThatThrownBy(
            () ->
                new PostgresConnector(Map.of("PW", "x"))
                    .open(address("127.0.0.1", closedPort, "a", "env:PW"), "test"))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE))
        .hasMessageContaining("127.0.0.1:" + closedPort)
        .hasMessageNotContaining("PW");
  }

  private static void open(String credential) {
    new PostgresConnector(Map.of()).open(address("127.0.0.1", 1, "a", credential), "test");
  }

  private static DatabaseAddress address(
      String host, int port, String database, String credential) {
    return new DatabaseAddress(
        host, port, database, "u", SslMode.PREFER, new CredentialReference(credential));
  }
}
