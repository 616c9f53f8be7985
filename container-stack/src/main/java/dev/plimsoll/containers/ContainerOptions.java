package dev.plimsoll.containers;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Options of a stack of containers.
///
/// @param data folder for what its parent reads
/// @param secrets folder that `deploy/compose/secrets` has filled
/// @param postgres tag of the image `plimsoll/postgres`, for example `17`
/// @param mariaDb tag of the image `plimsoll/mariadb`; null for none
/// @param brokers of Kafka, 1 or more
record ContainerOptions(
    Path data, Path secrets, String postgres, @Nullable String mariaDb, int brokers) {
  private static final Set<String> NAMES =
      Set.of("--data", "--secrets", "--postgres", "--mariadb", "--brokers");

  /// Reads the arguments of the main class.
  ///
  /// @throws PlimsollException USAGE, naming the argument that is wrong
  static ContainerOptions parse(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!NAMES.contains(name)) {
        throw PlimsollException.usage("unknown argument " + name);
      }
      if (i + 1 == arguments.size()) {
        throw PlimsollException.usage(name + " needs a value");
      }
      given.put(name, arguments.get(i + 1));
    }
    return new ContainerOptions(
        Path.of(required(given, "--data")).toAbsolutePath().normalize(),
        Path.of(required(given, "--secrets")).toAbsolutePath().normalize(),
        required(given, "--postgres"),
        given.get("--mariadb"),
        brokers(given.getOrDefault("--brokers", "3")));
  }

  private static String required(Map<String, String> given, String name) {
    @Nullable String value = given.get(name);
    if (value == null) {
      throw PlimsollException.usage(name + " is needed");
    }
    return value;
  }

  private static int brokers(String value) {
    if (!value.matches("[1-9]")) {
      throw PlimsollException.usage("--brokers is 1 to 9, not '" + value + "'");
    }
    return Integer.parseInt(value);
  }
}
