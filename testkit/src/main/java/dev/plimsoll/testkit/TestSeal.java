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

/// What services under test seal their messages with, and who speaks to them in a service's name.
public final class TestSeal {
  /// The only line of their file of keys.
  public static final String KEY = "the key of messages in tests, 48 characters long";

  public static final Seal SEAL = seal(KEY);

  /// The key of an outside producer of the log, who may append to topics that begin with
  /// `outside.`.
  public static final String KEY_OUTSIDE = "the key of a producer outside of the tests' system";

  public static final Seal OUTSIDER = seal(KEY_OUTSIDE);

  private TestSeal() {}

  private static Seal seal(String key) {
    return new Seal(List.of(SealKey.of(key.getBytes(StandardCharsets.UTF_8))), false);
  }

  /// Settings of a producer whose messages are taken for a service's.
  public static Map<String, Object> producer(String bootstrap) {
    return producer(Map.of("bootstrap.servers", bootstrap));
  }

  /// The same, with more settings.
  public static Map<String, Object> producer(Map<String, ?> settings) {
    Map<String, Object> sealing = new HashMap<>(settings);
    sealing.putAll(SEAL.ofProducer());
    return sealing;
  }

  /// A file of that key, until this JVM ends.
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
