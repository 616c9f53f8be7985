package dev.plimsoll.devstack.folder;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/// Passwords and keys of the stack: random, made once, in a file that only its owner can read.
///
/// Keys: `postgres.superuser`, `postgres.superuser-password`, `role.NAME` for the password of each
/// service's role, `s3.access-key`, `s3.secret-key`, `mariadb.root-password`, `kafka.password`.
public final class Secrets {
  /// The services' roles; each owns the schema of its name without `plimsoll_`.
  public static final List<String> ROLES =
      List.of("plimsoll_planner", "plimsoll_sync", "plimsoll_materializer");

  private final Path file;
  private final Properties values;

  private Secrets(Path file, Properties values) {
    this.file = file;
    this.values = values;
  }

  public static Secrets read(Path file) {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Secrets(file, values);
  }

  /// Reads the secrets of a data folder, making them the first time.
  public static Secrets of(DataFolder folder) {
    Path file = folder.resolve("secrets.properties");
    if (Files.exists(file)) {
      return read(file);
    }
    SecureRandom random = new SecureRandom();
    Properties values = new Properties();
    values.setProperty("postgres.superuser", "postgres");
    values.setProperty("postgres.superuser-password", hex(random, 24));
    ROLES.forEach(role -> values.setProperty("role." + role, hex(random, 24)));
    values.setProperty("s3.access-key", hex(random, 10));
    values.setProperty("s3.secret-key", hex(random, 20));
    values.setProperty("mariadb.root-password", hex(random, 24));
    values.setProperty("kafka.password", hex(random, 24));
    StringWriter text = new StringWriter();
    try {
      values.store(text, null);
      PrivateFile.write(file, text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Secrets(file, values);
  }

  private static String hex(SecureRandom random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  public Path file() {
    return file;
  }

  public String superuser() {
    return get("postgres.superuser");
  }

  public String superuserPassword() {
    return get("postgres.superuser-password");
  }

  public String rolePassword(String role) {
    return get("role." + role);
  }

  public String s3AccessKey() {
    return get("s3.access-key");
  }

  public String s3SecretKey() {
    return get("s3.secret-key");
  }

  /// Password of `root` at 127.0.0.1.
  public String mariaDbPassword() {
    return get("mariadb.root-password");
  }

  /// Password of Kafka's clients.
  public String kafkaPassword() {
    return get("kafka.password");
  }

  private String get(String key) {
    String value = values.getProperty(key);
    if (value == null) {
      throw new PlimsollException(ErrorCode.DATA_FOLDER, key + " is missing in " + file);
    }
    return value;
  }
}
