package dev.plimsoll.testkit;

import dev.plimsoll.seal.Seal;
import dev.plimsoll.seal.SealKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Seals of services under test and of tests that send in a service's name.
public final class TestSeal {
  /// The only key of the services.
  public static final String KEY = "the key of messages in tests, 48 characters long";

  public static final Seal SEAL = seal(KEY);

  /// Key of an outside producer, who may append to topics of the log that begin with `outside.`.
  public static final String KEY_OUTSIDE = "the key of a producer outside of the tests' system";

  public static final Seal OUTSIDER = seal(KEY_OUTSIDE);

  private TestSeal() {}

  private static Seal seal(String key) {
    return new Seal(List.of(SealKey.of(key.getBytes(StandardCharsets.UTF_8))), false);
  }

  /// Settings of a producer with the services' seal.
  public static Map<String, Object> producer(String bootstrap) {
    return producer(Map.of("bootstrap.servers", bootstrap));
  }

  public static Map<String, Object> producer(Map<String, ?> settings) {
    Map<String, Object> sealing = new HashMap<>(settings);
    sealing.putAll(SEAL.ofProducer());
    return sealing;
  }

  /// File with a key, deleted at the JVM's end.
  public static String file(String key) {
    try {
      Path file = Files.createTempFile("messages-key", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, key).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
