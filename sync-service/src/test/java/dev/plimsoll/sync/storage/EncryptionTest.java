package dev.plimsoll.sync.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.RetryPolicy;
import dev.plimsoll.sync.recovery.SideEffects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the requests say. The stack's store encrypts nothing and refuses to be asked to, so nobody
/// but a listener can tell.
final class EncryptionTest {
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/plimsoll";
  private static final int MORE_THAN_A_PART = 9 << 20;

  private final List<Said> said = new CopyOnWriteArrayList<>();
  private HttpServer listener;

  private record Said(
      String method, @Nullable String query, @Nullable String kind, @Nullable String kmsKey) {}

  private record Settings(
      Optional<URI> endpoint, Optional<String> serverSideEncryption, Optional<String> kmsKey)
      implements StorageConfig {
    @Override
    public Optional<Path> ca() {
      return Optional.empty();
    }

    @Override
    public String region() {
      return "eu-central-1";
    }

    @Override
    public String bucket() {
      return "bucket";
    }

    @Override
    public Optional<String> accessKey() {
      return Optional.of("access");
    }

    @Override
    public Optional<String> secretKey() {
      return Optional.of("secret");
    }

    @Override
    public boolean pathStyle() {
      return true;
    }

    @Override
    public String prefix() {
      return "";
    }
  }

  @BeforeEach
  void listen() throws IOException {
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext("/", this::note);
    listener.start();
  }

  @AfterEach
  void stop() {
    listener.stop(0);
  }

  private void note(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    exchange.getRequestBody().readAllBytes();
    said.add(
        new Said(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getQuery(),
            headers.getFirst("x-amz-server-side-encryption"),
            headers.getFirst("x-amz-server-side-encryption-aws-kms-key-id")));
    byte[] answer =
        "<R><UploadId>upload</UploadId><ETag>tag</ETag></R>".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("ETag", "\"tag\"");
    exchange.sendResponseHeaders(200, answer.length);
    try (exchange) {
      exchange.getResponseBody().write(answer);
    }
  }

  private void put(int bytes, @Nullable String kind, @Nullable String kmsKey) {
    URI endpoint = URI.create("http://127.0.0.1:" + listener.getAddress().getPort());
    ObjectStore store =
        new ObjectStore(
            new Settings(
                Optional.of(endpoint), Optional.ofNullable(kind), Optional.ofNullable(kmsKey)),
            new SideEffects(
                new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 1), FaultPoints.NONE));
    try (ObjectUpload upload = store.upload("object")) {
      upload.write(new byte[bytes], 0, bytes);
      upload.complete();
    } finally {
      store.close();
    }
  }

  @Test
  void asksForNothingWhereNothingIsSet() {
    // when
    put(1, null, null);

    // then
    assertThat(said).containsExactly(new Said("PUT", null, null, null));
  }

  @Test
  void asksWithTheWholeObject() {
    // when
    put(1, "AES256", null);

    // then
    assertThat(said).containsExactly(new Said("PUT", null, "AES256", null));
  }

  @Test
  void asksOnceAtTheBeginningOfAnUploadInParts() {
    // when
    put(MORE_THAN_A_PART, "aws:kms", KEY);

    // then: S3 refuses parts that ask again
    assertThat(said)
        .containsExactly(
            new Said("POST", "uploads", "aws:kms", KEY),
            new Said("PUT", "partNumber=1&uploadId=upload", null, null),
            new Said("PUT", "partNumber=2&uploadId=upload", null, null),
            new Said("POST", "uploadId=upload", null, null));
  }

  @Test
  void refusesAKeyThatNothingWouldBeEncryptedWith() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Encryption("AES256", KEY))
        .withMessageContaining("plimsoll.s3.kms-key");
    assertThatIllegalArgumentException().isThrownBy(() -> new Encryption(null, KEY));
  }

  @Test
  void refusesWhatS3DoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Encryption("aes256", null))
        .withMessageContaining("AES256, aws:kms");
  }
}
