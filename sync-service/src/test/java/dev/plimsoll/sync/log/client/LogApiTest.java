package dev.plimsoll.sync.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What whoever listens at the log's address is told of the token.
final class LogApiTest {
  private static final String TOKEN = "the-token";
  private static final String ASKED = "/api/v1/topics/a%20b/partitions/0/fetch?offset=7";

  @TempDir private Path folder;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile String challenge = "Plimsoll nonce=\"" + "0a".repeat(16) + "\"";
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String header = exchange.getRequestHeaders().getFirst("Authorization");
          heard.add(String.valueOf(header));
          exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer realm=\"plimsoll\"");
          exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
          byte[] body =
              "{\"code\":\"unauthenticated\",\"title\":\"no\",\"status\":401}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void whoTookThePortLearnsAProofOfOnePathAndNotTheToken() throws Exception {
    // when
    fetch();

    // then
    assertThat(heard).containsExactly("null", "Plimsoll " + proof("0a".repeat(16)));
  }

  @Test
  void whoNamesNoNonceLearnsNothing() throws Exception {
    challenge = "Basic realm=\"give me all\"";

    fetch();

    assertThat(heard).containsExactly("null");
  }

  private void fetch() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (LogApi log = new LogApi(config(url, file))) {
      assertThatExceptionOfType(PlimsollException.class).isThrownBy(() -> log.fetch("a b", 0, 7));
    }
  }

  private static String proof(String nonce) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hmac(hmac(hash, nonce), ASKED));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static LogConfig config(URI url, Path tokenFile) {
    return new LogConfig() {
      @Override
      public Optional<URI> url() {
        return Optional.of(url);
      }

      @Override
      public Optional<Path> tokenFile() {
        return Optional.of(tokenFile);
      }

      @Override
      public Duration interval() {
        return Duration.ofSeconds(30);
      }

      @Override
      public Duration keepTopics() {
        return Duration.ofDays(7);
      }
    };
  }
}
