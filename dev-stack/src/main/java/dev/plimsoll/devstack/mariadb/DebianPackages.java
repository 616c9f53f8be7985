package dev.plimsoll.devstack.mariadb;

import dev.plimsoll.devstack.folder.Folders;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// MariaDB from packages of Debian or Ubuntu, unpacked into a folder. Nothing is installed or
/// started, root is not needed, and `apt-get` verifies what it downloads.
///
/// Each release and package version has its own folder, which appears whole by one rename and is
/// used until someone deletes it.
final class DebianPackages {
  private static final List<String> PACKAGES =
      List.of("mariadb-server-core", "mariadb-client-core");
  // "Inst name (version …", or "Inst name [old version] (version …" for an upgrade.
  private static final Pattern NEEDED =
      Pattern.compile("^Inst (\\S+) (?:\\[[^]]*] )?\\((\\S+) ", Pattern.MULTILINE);
  private static final Pattern ARCHITECTURE = Pattern.compile(".*-linux-gnu[a-z0-9_]*");
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  static final Path TOOLS = Path.of("/usr/bin");
  static final Path LISTS = Path.of("/var/lib/apt/lists");

  private final Path cache;
  private final Path tools;
  private final Path lists;
  private final ChildCommand command = new ChildCommand(Map.of(), TIMEOUT, null);

  /// @param cache made where it is missing
  /// @param tools folder of `apt-get` and `dpkg-deb`
  /// @param lists folder that `apt-get update` writes
  DebianPackages(Path cache, Path tools, Path lists) {
    this.cache = cache;
    this.tools = tools;
    this.lists = lists;
  }

  /// @throws PlimsollException SERVER_NOT_INSTALLED
  MariaDbInstallation installation() {
    try {
      String release = release();
      Optional<MariaDbInstallation> unpacked = unpacked(release);
      return unpacked.isPresent() ? unpacked.get() : fetch(release);
    } catch (IOException e) {
      throw MariaDbInstallation.unavailable("its packages cannot be fetched: " + e.getMessage(), e);
    }
  }

  /// Release, for example `debian-12-amd64`: its programs need not run on another one.
  private static String release() throws IOException {
    Properties system = new Properties();
    Path file = Path.of("/etc/os-release");
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        system.load(reader);
      }
    }
    return Stream.of(
            system.getProperty("ID", "unknown"),
            system.getProperty("VERSION_ID", ""),
            System.getProperty("os.arch"))
        .map(part -> part.replaceAll("[^A-Za-z0-9._]", ""))
        .collect(Collectors.joining("-"));
  }

  private Optional<MariaDbInstallation> unpacked(String release) throws IOException {
    Path folder = cache.resolve(release);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(folder)) {
      for (Path version : versions.sorted(Comparator.<Path>naturalOrder().reversed()).toList()) {
        Optional<MariaDbInstallation> found = in(version);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<MariaDbInstallation> in(Path root) throws IOException {
    Path base = root.resolve("usr");
    @Nullable Path messages =
        Stream.of("mariadb", "mysql")
            .map(name -> base.resolve("share").resolve(name))
            .filter(share -> Files.exists(share.resolve("english").resolve("errmsg.sys")))
            .findFirst()
            .orElse(null);
    if (messages == null) {
      return Optional.empty();
    }
    return MariaDbInstallation.in(
        base, base.resolve("sbin").resolve("mariadbd"), messages, libraryPath(root));
  }

  private static String libraryPath(Path root) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Path lib : List.of(root.resolve("usr").resolve("lib"), root.resolve("lib"))) {
      if (Files.isDirectory(lib)) {
        try (Stream<Path> entries = Files.list(lib)) {
          entries
              .filter(entry -> ARCHITECTURE.matcher(entry.getFileName().toString()).matches())
              .forEach(folders::add);
        }
        folders.add(lib);
      }
    }
    return folders.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private MariaDbInstallation fetch(String release) throws IOException {
    for (String tool : List.of("apt-get", "dpkg-deb")) {
      if (!Files.isExecutable(tools.resolve(tool))) {
        throw MariaDbInstallation.unavailable(
            "there is no " + tool + " to fetch packages with", null);
      }
    }
    List<String> needed = needed();
    String version =
        needed.stream()
            .filter(spec -> spec.startsWith(PACKAGES.getFirst() + "="))
            .findFirst()
            .orElseThrow(() -> new IOException("apt-get takes it for installed"));
    Path folder = Files.createDirectories(cache.resolve(release));
    Path work = Files.createTempDirectory(cache, "unfinished-");
    try {
      Path root = Files.createDirectory(work.resolve("root"));
      download(needed, Files.createDirectory(work.resolve("packages")), root);
      if (in(root).isEmpty()) {
        throw new IOException("what was unpacked (" + version + ") does not run here");
      }
      // No colon: folders of libraries are separated by it.
      Path target = folder.resolve(version.replaceAll("[^A-Za-z0-9._+-]", "_"));
      try {
        Files.move(root, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        // Another process was faster.
      }
      return in(target)
          .orElseThrow(() -> new IOException(target + " does not run here: delete it"));
    } finally {
      Folders.delete(work);
    }
  }

  private String tool(String name) {
    return tools.resolve(name).toString();
  }

  /// Packages with versions that an installation would add, without installed ones. The simulation
  /// takes no lock and changes nothing.
  private List<String> needed() throws IOException {
    List<String> simulation = new ArrayList<>(List.of(tool("apt-get"), "-s", "-q"));
    simulation.addAll(List.of("-o", "APT::Install-Recommends=false", "install"));
    simulation.addAll(PACKAGES);
    ChildCommand.Result plan = command.run(simulation);
    if (plan.exitCode() != 0) {
      renewLists(plan);
      plan = command.run(simulation);
    }
    if (plan.exitCode() != 0) {
      throw MariaDbInstallation.unavailable(
          "apt-get knows no such package: " + plan.reason(), null);
    }
    List<String> needed = new ArrayList<>();
    Matcher line = NEEDED.matcher(plan.output());
    while (line.find()) {
      needed.add(line.group(1) + "=" + line.group(2));
    }
    return needed;
  }

  /// Renews the lists of packages: a fresh machine has none.
  private void renewLists(ChildCommand.Result before) throws IOException {
    if (!Files.isWritable(lists)) {
      throw MariaDbInstallation.unavailable(
          "apt-get knows no such package (" + before.reason() + "): run 'apt-get update' as root",
          null);
    }
    ChildCommand.Result update =
        command.run(List.of(tool("apt-get"), "-q", "-o", "DPkg::Lock::Timeout=60", "update"));
    if (update.exitCode() != 0) {
      throw MariaDbInstallation.unavailable("apt-get update failed: " + update.reason(), null);
    }
  }

  private void download(List<String> needed, Path folder, Path root) throws IOException {
    ChildCommand inFolder = new ChildCommand(Map.of(), TIMEOUT, folder);
    List<String> line =
        new ArrayList<>(List.of(tool("apt-get"), "-q", "-o", "Acquire::Retries=3", "download"));
    line.addAll(needed);
    ChildCommand.Result downloaded = inFolder.run(line);
    if (downloaded.exitCode() != 0) {
      throw MariaDbInstallation.unavailable(
          "its packages cannot be downloaded: " + downloaded.reason(), null);
    }
    try (Stream<Path> packages = Files.list(folder)) {
      for (Path file : packages.sorted().toList()) {
        ChildCommand.Result unpacked =
            inFolder.run(List.of(tool("dpkg-deb"), "-x", file.toString(), root.toString()));
        if (unpacked.exitCode() != 0) {
          throw new IOException(file.getFileName() + ": " + unpacked.reason());
        }
      }
    }
  }
}
