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
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PostgresConnectionsTest {
  @Test
  void buildsTheUrlFromFieldsAlone() {
    assertThat(url("db.example", 5432, "my db?ssl=off&x/.."))
        .isEqualTo("jdbc:postgresql://db.example:5432/my%20db%3Fssl%3Doff%26x%2F..");
    assertThat(url("::1", 5433, "a")).isEqualTo("jdbc:postgresql://[::1]:5433/a");
  }

  @Test
  void refusesAHostThatIsMoreThanAHost() {
    assertThatThrownBy(() -> address("a,b/c?user=x", 5432, "a", "pgpass"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    assertThatThrownBy(
            () ->
                new PostgresConnections(Map.of("PLIMSOLL_PASSWORD_PW", "x"))
                    .open(
                        address("127.0.0.1", closedPort, "a", "env:PLIMSOLL_PASSWORD_PW"), "test"))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE))
        .hasMessageContaining("127.0.0.1:" + closedPort)
        .hasMessageNotContaining("PW");
  }

  @Test
  void saysThatAHostIsNotKnown() {
    assertThatThrownBy(
            () ->
                new PostgresConnections(Map.of())
                    .open(address("no-such-host.invalid", 5432, "a", "pgpass"), "test"))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE))
        .hasMessage("no-such-host.invalid:5432/a: its host is not known");
  }

  private static String url(String host, int port, String database) {
    return PostgresConnections.url(address(host, port, database, "pgpass"), database);
  }

  private static DatabaseAddress address(
      String host, int port, String database, String credential) {
    return new DatabaseAddress(
        host, port, database, "u", SslMode.PREFER, new CredentialReference(credential));
  }
}
