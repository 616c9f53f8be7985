package dev.plimsoll.devstack;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Options of a stack. A port is 1 to 65535, or 0 for any.
///
/// @param data folder of all data
/// @param mariaDbPort null for no MariaDB
/// @param kafkaSession after which a silent broker or consumer counts as gone: the next start after
///     a kill waits for it, and so does a killed consumer's successor
/// @param requiredBytes that must be free on the folder's volume besides the stack's own need
/// @param fsync whether PostgreSQL waits for its disk at commit; off only in tests: a crash of the
///     machine then destroys the data
/// @param kafkaLogin whether Kafka's clients log in; off only in tests: every user of this machine
///     then has access
/// @param tls whether Kafka, PostgreSQL and S3 also speak TLS, with certificates that are made at
///     each start and last for a day; the services then use nothing else
public record StackOptions(
    Path data,
    int postgresPort,
    int kafkaPort,
    int s3Port,
    @Nullable Integer mariaDbPort,
    Duration kafkaSession,
    long requiredBytes,
    boolean fsync,
    boolean kafkaLogin,
    boolean tls) {

  /// Long enough that a machine busy for seconds does not lose its only broker.
  static final Duration KAFKA_SESSION = Duration.ofSeconds(6);

  /// Reads the arguments of the stack's main class.
  ///
  /// @throws PlimsollException USAGE, naming the argument that is wrong
  public static StackOptions parse(List<String> arguments) {
    @Nullable Path data = null;
    int postgresPort = 0;
    int kafkaPort = 0;
    int s3Port = 0;
    @Nullable Integer mariaDbPort = null;
    Duration kafkaSession = KAFKA_SESSION;
    long requiredBytes = 0;
    boolean fsync = true;
    boolean kafkaLogin = true;
    boolean tls = false;
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (i + 1 == arguments.size()) {
        throw PlimsollException.usage(name + " needs a value");
      }
      String value = arguments.get(i + 1);
      switch (name) {
        case "--data" -> data = Path.of(value).toAbsolutePath().normalize();
        case "--postgres-port" -> postgresPort = port(name, value);
        case "--kafka-port" -> kafkaPort = port(name, value);
        case "--s3-port" -> s3Port = port(name, value);
        case "--mariadb-port" -> mariaDbPort = port(name, value);
        case "--kafka-session-millis" ->
            kafkaSession = Duration.ofMillis(number(name, value, Integer.MAX_VALUE));
        case "--required-bytes" -> requiredBytes = number(name, value, Long.MAX_VALUE);
        case "--fsync" -> fsync = onOrOff(name, value);
        case "--kafka-login" -> kafkaLogin = onOrOff(name, value);
        case "--tls" -> tls = onOrOff(name, value);
        default -> throw PlimsollException.usage("unknown argument " + name);
      }
    }
    if (data == null) {
      throw PlimsollException.usage("--data DIR is needed");
    }
    return new StackOptions(
        data,
        postgresPort,
        kafkaPort,
        s3Port,
        mariaDbPort,
        kafkaSession,
        requiredBytes,
        fsync,
        kafkaLogin,
        tls);
  }

  private static int port(String name, String value) {
    return (int) number(name, value, 65_535);
  }

  private static long number(String name, String value, long max) {
    try {
      long number = Long.parseLong(value);
      if (number >= 0 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw PlimsollException.usage(name + " must be a number from 0 to " + max + ", not " + value);
  }

  private static boolean onOrOff(String name, String value) {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw PlimsollException.usage(name + " must be on or off, not " + value);
    };
  }
}
