package dev.plimsoll.sync.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.RetryPolicy;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.testkit.SecuredStore;
import dev.plimsoll.testkit.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Object store that an authority of our own vouches for.
final class SecuredStoreIT {
  private static final int MORE_THAN_A_PART = 9 << 20;
  private static final RetryPolicy TWICE =
      new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 2);

  @TempDir private static Path folder;

  private static Path authority;
  private static SecuredStore store;

  @BeforeAll
  static void startStore() {
    TestAuthority ours = new TestAuthority(folder, "ours");
    authority = ours.certificate();
    store = new SecuredStore(folder, ours.server("ip:127.0.0.1"));
  }

  @AfterAll
  static void stopStore() {
    if (store != null) {
      store.close();
    }
  }

  private record Settings(URI address, Optional<Path> ca) implements StorageConfig {
    @Override
    public Optional<URI> endpoint() {
      return Optional.of(address);
    }

    @Override
    public String region() {
      return "us-east-1";
    }

    @Override
    public String bucket() {
      return SecuredStore.BUCKET;
    }

    @Override
    public Optional<String> accessKey() {
      return Optional.of(SecuredStore.ACCESS_KEY);
    }

    @Override
    public Optional<String> secretKey() {
      return Optional.of(SecuredStore.SECRET_KEY);
    }

    @Override
    public boolean pathStyle() {
      return true;
    }

    @Override
    public String prefix() {
      return "";
    }

    @Override
    public Optional<String> serverSideEncryption() {
      return Optional.empty();
    }

    @Override
    public Optional<String> kmsKey() {
      return Optional.empty();
    }
  }

  private static void with(URI address, @Nullable Path ca, Consumer<ObjectStore> use) {
    ObjectStore objects =
        new ObjectStore(
            new Settings(address, Optional.ofNullable(ca)),
            new SideEffects(TWICE, FaultPoints.NONE));
    try {
      use.accept(objects);
    } finally {
      objects.close();
    }
  }

  @Test
  void whatServicesDoWithObjectsIsDoneWhereTheAuthorityIsTrusted() {
    byte[] large = new byte[MORE_THAN_A_PART];
    new Random(1).nextBytes(large);
    with(
        store.endpoint("https", "127.0.0.1"),
        authority,
        objects -> {
          assertThatCode(objects::requireBucket).doesNotThrowAnyException();

          // whole, and in parts
          write(objects, "tls/small", new byte[] {1, 2, 3});
          write(objects, "tls/large", large);
          assertThat(objects.content("tls/small")).contains(new byte[] {1, 2, 3});
          assertThat(objects.content("tls/none")).isEmpty();

          // by ranges
          byte[] read = new byte[1 << 20];
          assertThatCode(() -> objects.open("tls/large", large.length).read(77, read, 0, 1 << 20))
              .doesNotThrowAnyException();
          assertThat(read).isEqualTo(Arrays.copyOfRange(large, 77, 77 + (1 << 20)));

          // swept
          objects.leftovers("tls/", Instant.MAX, Set.of("tls/small")).forEach(objects::remove);
          assertThat(objects.leftovers("tls/", Instant.MAX, Set.of()))
              .extracting(ObjectStore.Leftover::key)
              .containsExactly("tls/small");
        });
  }

  private static void write(ObjectStore objects, String key, byte[] content) {
    try (ObjectUpload upload = objects.upload(key)) {
      upload.write(content, 0, content.length);
      assertThat(upload.complete()).isEqualTo(content.length);
    }
  }

  @Test
  void aStoreThatNoTrustedAuthorityVouchesForIsRefusedAtOnce() {
    Path other = new TestAuthority(folder, "other").certificate();
    URI address = store.endpoint("https", "127.0.0.1");

    assertUntrusted(address, other, "unable to find valid certification path");
    // Java's own authorities
    assertUntrusted(address, null, "unable to find valid certification path");
  }

  @Test
  void aStoreOfAnotherNameIsRefusedAtOnce() {
    assertUntrusted(store.endpoint("https", "localhost"), authority, "localhost");
  }

  private static void assertUntrusted(URI address, @Nullable Path ca, String why) {
    with(
        address,
        ca,
        objects -> {
          assertFails(objects::requireBucket, ErrorCode.STORAGE_UNTRUSTED, why);
          assertFails(
              () -> write(objects, "tls/refused", new byte[1]), ErrorCode.STORAGE_UNTRUSTED, why);
          assertThatExceptionOfType(PlimsollException.class)
              .isThrownBy(() -> objects.content("tls/refused"))
              .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tried"));
        });
  }

  @Test
  void aStoreThatIsAskedWithoutTlsDoesNotAnswer() {
    with(
        store.endpoint("http", "127.0.0.1"),
        authority,
        objects -> {
          assertFails(
              objects::requireBucket,
              ErrorCode.STORAGE_UNAVAILABLE,
              "what answers speaks no HTTP: is its endpoint one of https?");
          assertFails(
              () -> objects.content("tls/small"), ErrorCode.STORAGE_UNAVAILABLE, "(tried 2 times)");
        });
  }

  @Test
  void nothingStartsWithoutTheAuthoritiesThatWereNamed() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    URI address = store.endpoint("https", "127.0.0.1");

    assertFails(
        () -> with(address, empty, _ -> {}),
        ErrorCode.START_FAILED,
        "plimsoll.s3.ca names " + empty);
    assertFails(
        () -> with(address, folder.resolve("absent"), _ -> {}),
        ErrorCode.START_FAILED,
        "cannot be read (NoSuchFileException)");
  }

  private static void assertFails(Runnable act, ErrorCode code, String why) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(act::run)
        .withMessageContaining(why)
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage())
                  .doesNotContain(SecuredStore.ACCESS_KEY, SecuredStore.SECRET_KEY);
            });
  }
}
