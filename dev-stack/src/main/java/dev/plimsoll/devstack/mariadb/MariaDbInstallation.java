package dev.plimsoll.devstack.mariadb;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.folder.Caches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Programs of a MariaDB of 10.11 or later.
///
/// @param server `mariadbd`
/// @param installer `mariadb-install-db`, which makes a data directory
/// @param base value of `--basedir` for both
/// @param messages folder with `english/errmsg.sys`; null where the server finds it itself
/// @param libraryPath for `LD_LIBRARY_PATH`; empty where the server's libraries are installed
/// @param version for example `10.11.19`
public record MariaDbInstallation(
    Path server,
    Path installer,
    Path base,
    @Nullable Path messages,
    String libraryPath,
    String version) {
  private static final Pattern VERSION =
      Pattern.compile("Ver ((\\d+)\\.(\\d+)\\.\\d+)-MariaDB", Pattern.CASE_INSENSITIVE);
  private static final int OLDEST = 10_011;

  /// Folders of servers beside the PATH: Debian's, and Homebrew's own.
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/sbin"),
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"),
          Path.of("/opt/homebrew/opt/mariadb/bin"),
          Path.of("/usr/local/opt/mariadb/bin"));

  /// Installed programs; else those unpacked from packages of Debian or Ubuntu into this user's
  /// cache, which takes seconds the first time.
  ///
  /// @throws PlimsollException SERVER_NOT_INSTALLED, with what was tried
  public static MariaDbInstallation find() {
    Optional<MariaDbInstallation> installed = installed();
    return installed.isPresent()
        ? installed.get()
        : new DebianPackages(Caches.of("mariadb"), DebianPackages.TOOLS, DebianPackages.LISTS)
            .installation();
  }

  static Optional<MariaDbInstallation> installed() {
    @Nullable String path = System.getenv("PATH");
    Stream<Path> onPath =
        Stream.of((path == null ? "" : path).split(":")).filter(s -> !s.isEmpty()).map(Path::of);
    return Stream.concat(onPath, FOLDERS.stream())
        .map(folder -> folder.resolve("mariadbd"))
        .filter(Files::isExecutable)
        .map(MariaDbInstallation::ofServer)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<MariaDbInstallation> ofServer(Path found) {
    try {
      Path server = found.toRealPath();
      @Nullable Path folder = server.getParent();
      @Nullable Path base = folder == null ? null : folder.getParent();
      return base == null ? Optional.empty() : in(base, server, null, "");
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// These programs, if they run here and are new enough.
  static Optional<MariaDbInstallation> in(
      Path base, Path server, @Nullable Path messages, String libraryPath) throws IOException {
    Path installer = base.resolve("bin").resolve("mariadb-install-db");
    if (!Files.isExecutable(server) || !Files.isExecutable(installer)) {
      return Optional.empty();
    }
    ChildCommand.Result answer =
        new ChildCommand(environment(libraryPath), Duration.ofSeconds(20), null)
            .run(List.of(server.toString(), "--no-defaults", "--version"));
    Matcher version = VERSION.matcher(answer.output());
    if (answer.exitCode() != 0
        || !version.find()
        || Integer.parseInt(version.group(2)) * 1000 + Integer.parseInt(version.group(3))
            < OLDEST) {
      return Optional.empty();
    }
    return Optional.of(
        new MariaDbInstallation(server, installer, base, messages, libraryPath, version.group(1)));
  }

  Map<String, String> environment() {
    return environment(libraryPath);
  }

  private static Map<String, String> environment(String libraryPath) {
    return libraryPath.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", libraryPath);
  }

  static PlimsollException unavailable(String detail, @Nullable Throwable cause) {
    return new PlimsollException(
        ErrorCode.SERVER_NOT_INSTALLED,
        "no mariadbd of 10.11 or later is installed, and " + detail,
        cause);
  }
}
