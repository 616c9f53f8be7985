package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody who only says that he is PostgreSQL, and asks for the password in a way that he could
/// use.
final class UnprovenServerTest {
  private static final String SECRET = "s3cret-of-the-database";
  private static final int SSL_REQUEST = 80877103;
  private static final int CLEARTEXT = 3;
  private static final int MD5 = 5;

  @ParameterizedTest
  @CsvSource({"DISABLE," + CLEARTEXT, "PREFER," + CLEARTEXT, "DISABLE," + MD5, "PREFER," + MD5})
  void getsNoPassword(SslMode sslMode, int method) throws Exception {
    try (Impostor impostor = new Impostor(method)) {
      assertThatThrownBy(() -> open(impostor, sslMode, Map.of()))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED))
          .hasMessageNotContaining(SECRET);

      assertThat(impostor.heard()).isEmpty();
    }
  }

  /// Without TLS there is nothing to speak of.
  @Test
  void getsNothingAtAllWhereTlsIsRequired() throws Exception {
    try (Impostor impostor = new Impostor(CLEARTEXT)) {
      assertThatThrownBy(() -> open(impostor, SslMode.REQUIRE, Map.of()))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE))
          .hasMessageEndingWith("the server speaks no TLS, which sslmode asks for");

      assertThat(impostor.heard()).isEmpty();
    }
  }

  /// So that this test would notice a password that is sent.
  @Test
  void getsItWhereSomebodyHasAllowedThat() throws Exception {
    try (Impostor impostor = new Impostor(CLEARTEXT)) {
      assertThatThrownBy(() -> open(impostor, SslMode.DISABLE, Map.of("PGREQUIREAUTH", "password")))
          .isInstanceOf(PlimsollException.class);

      assertThat(impostor.heard()).contains(SECRET);
    }
  }

  private static void open(Impostor impostor, SslMode sslMode, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PLIMSOLL_PASSWORD_SHOP", SECRET);
    new PostgresConnections(environment)
        .open(
            new DatabaseAddress(
                "127.0.0.1",
                impostor.port(),
                "shop",
                "reader",
                sslMode,
                new CredentialReference("env:PLIMSOLL_PASSWORD_SHOP")),
            "test");
  }

  /// Takes one connection, speaks no TLS, asks for a password and writes down what comes.
  private static final class Impostor implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final CompletableFuture<String> heard = new CompletableFuture<>();
    private final int method;

    Impostor(int method) throws IOException {
      this.method = method;
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket client = socket.accept()) {
                  heard.complete(ask(client));
                } catch (IOException e) {
                  heard.complete("");
                }
              });
    }

    private String ask(Socket client) throws IOException {
      client.setSoTimeout(10_000);
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      if (packet(in) == SSL_REQUEST) {
        out.write('N');
        packet(in);
      }
      out.write('R');
      out.writeInt(method == MD5 ? 12 : 8);
      out.writeInt(method);
      if (method == MD5) {
        out.writeInt(0x01020304);
      }
      out.flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      // A password's message; whoever does not answer says goodbye ('X') or nothing.
      if (in.read() == 'p') {
        answer.write(in.readNBytes(in.readInt() - 4));
      }
      return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /// @return its code
    private static int packet(DataInputStream in) throws IOException {
      int length = in.readInt();
      int code = in.readInt();
      in.skipNBytes(length - 8);
      return code;
    }

    int port() {
      return socket.getLocalPort();
    }

    /// Instead of a password.
    String heard() throws Exception {
      return heard.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
