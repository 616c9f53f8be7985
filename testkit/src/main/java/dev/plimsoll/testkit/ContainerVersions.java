package dev.plimsoll.testkit;

import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Versions that the tests of this JVM run on, in containers, with certificates and logins: the
/// system property `plimsoll.containers`, for example `postgres=15,mariadb=10.11`, with
/// `,brokers=3` for more than one of Kafka. `./plimsoll test --containers` sets it.
record ContainerVersions(String postgres, String mariaDb, String brokers) {
  private static final StackProgram PROGRAM =
      new StackProgram("container-stack", "dev.plimsoll.containers.ContainerStackMain");

  private static final Pattern SET =
      Pattern.compile("postgres=([0-9.]+),mariadb=([0-9.]+)(?:,brokers=([1-9]))?");

  /// Empty where the tests run on the embedded stack.
  static Optional<ContainerVersions> asked() {
    String asked = System.getProperty("plimsoll.containers", "");
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    Matcher versions = SET.matcher(asked);
    if (!versions.matches()) {
      throw new IllegalArgumentException(asked + " is no set as postgres=15,mariadb=10.11");
    }
    String brokers = versions.group(3);
    return Optional.of(
        new ContainerVersions(
            versions.group(1), versions.group(2), brokers == null ? "1" : brokers));
  }

  /// How the product is to reach databases: their certificates are signed by the authority in the
  /// environment variables `PGSSLROOTCERT` and `PLIMSOLL_MARIADB_CA`.
  static SslMode sslMode() {
    return asked().isPresent() ? SslMode.VERIFY_FULL : SslMode.DISABLE;
  }

  /// @param folder of the stack's data and log
  StackCommand command(Path folder) {
    Path root = Path.of(System.getProperty("plimsoll.root"));
    List<String> options =
        new ArrayList<>(
            List.of(
                "--secrets",
                root.resolve("target").resolve("containers").toString(),
                "--postgres",
                postgres,
                "--mariadb",
                mariaDb,
                "--brokers",
                brokers));
    return new StackCommand(
        PROGRAM,
        // Its reaper is an image of its own, which is not here: the next start removes what a
        // killed process has left. So is what it asks for the gateway where this machine is a
        // container itself; ports are this machine's in any case.
        List.of(
            "env", "TESTCONTAINERS_RYUK_DISABLED=true", "TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1"),
        root,
        folder.resolve("data"),
        folder.resolve("stack.log"),
        // What the server at hand speaks; the client's own default is newer than many.
        List.of("-Dapi.version=" + System.getProperty("plimsoll.containers.api", "1.41")),
        options);
  }
}
