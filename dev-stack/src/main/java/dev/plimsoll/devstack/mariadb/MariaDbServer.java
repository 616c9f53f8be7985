package dev.plimsoll.devstack.mariadb;

import dev.plimsoll.devstack.folder.Folders;
import dev.plimsoll.devstack.folder.PrivateFile;
import dev.plimsoll.devstack.server.Reaper;
import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// MariaDB server on its own folder, at 127.0.0.1 only, for `root` with a password. Under root it
/// runs without root's capabilities where there is `setpriv`. SQL may write files into one empty
/// folder only.
public final class MariaDbServer implements AutoCloseable {
  public static final String USER = "root";

  private static final String PROGRAM = "mariadbd";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  /// Bounded memory: about 110 MB resident when idle.
  private static final List<String> SETTINGS =
      List.of(
          "--bind-address=127.0.0.1",
          // Without TLS on all versions: from 11.4 on the server makes its own certificate.
          "--skip-ssl",
          "--skip-name-resolve",
          "--character-set-server=utf8mb4",
          "--innodb-buffer-pool-size=128M",
          "--innodb-log-file-size=64M",
          // io_uring counts against a limit that containers set low.
          "--innodb-use-native-aio=0",
          "--aria-pagecache-buffer-size=16M",
          "--key-buffer-size=8M",
          "--performance-schema=0",
          "--max-connections=100",
          "--max-allowed-packet=64M",
          "--local-infile=0",
          "--default-time-zone=+00:00");

  private final Process process;
  private final Reaper reaper;
  private final Path folder;
  private final int port;

  private MariaDbServer(Process process, Reaper reaper, Path folder, int port) {
    this.process = process;
    this.reaper = reaper;
    this.folder = folder;
    this.port = port;
  }

  /// Starts the server on a folder, initialising it the first time; returns when it takes
  /// connections. A server of a crashed stack on the folder is stopped before.
  ///
  /// @param folder of this user alone; its path has no line break
  /// @param rootPassword set the first time only
  public static MariaDbServer start(
      MariaDbInstallation installation, Path folder, int port, String rootPassword)
      throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // First: from now on no reaper of a crashed stack touches this folder.
    Reaper reaper =
        Reaper.start(
            new Reaper.Target(pidFile(folder), PROGRAM, "TERM", "KILL"), folder.resolve("reaper"));
    stopLeftover(folder);
    Path initialised = folder.resolve("initialised");
    boolean isNew = !Files.exists(initialised);
    Path accounts = folder.resolve("accounts.sql");
    if (isNew) {
      Folders.delete(data(folder));
      install(installation, folder);
      writeAccounts(accounts, rootPassword);
    }
    MariaDbServer server =
        new MariaDbServer(launch(installation, folder, port, isNew), reaper, folder, port);
    try {
      server.awaitGreeting();
      if (isNew) {
        Files.delete(accounts);
        Files.createFile(initialised);
      }
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /// Stops a server that a crash left on the folder and returns when it is gone.
  public static void stopLeftover(Path folder) throws IOException {
    Optional<ServerProcess> leftover =
        ServerProcess.of(pidFile(folder), PROGRAM, dataArgument(folder));
    if (leftover.isPresent()) {
      leftover.get().stop();
    }
  }

  private static Path data(Path folder) {
    return folder.resolve("data");
  }

  /// Written here: the server writes its own after recovery, too late for the reaper.
  private static Path pidFile(Path folder) {
    return folder.resolve("server.pid");
  }

  private static String dataArgument(Path folder) {
    return "--datadir=" + data(folder);
  }

  private static void install(MariaDbInstallation installation, Path folder) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(installation.installer().toString());
    line.addAll(common(installation, folder));
    line.addAll(
        List.of(
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
            "--innodb-log-file-size=64M"));
    ChildCommand.Result result =
        new ChildCommand(installation.environment(), Duration.ofMinutes(2), null).run(line);
    if (result.exitCode() != 0) {
      throw new IOException("mariadb-install-db failed: " + result.reason());
    }
  }

  private static List<String> common(MariaDbInstallation installation, Path folder) {
    List<String> options = new ArrayList<>();
    // First, or the server reads the machine's configuration.
    options.add("--no-defaults");
    options.add("--basedir=" + installation.base());
    options.add(dataArgument(folder));
    if (installation.messages() != null) {
      options.add("--lc-messages-dir=" + installation.messages());
    }
    if (isRoot()) {
      options.add("--user=root");
    }
    return options;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /// Writes SQL that runs before the first connection. It leaves `root` at 127.0.0.1 and MariaDB's
  /// locked account, the owner of its views. The password is hashed here, so that no file or
  /// statement has it.
  private static void writeAccounts(Path file, String password) throws IOException {
    PrivateFile.write(
        file,
        """
        CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED VIA mysql_native_password USING '%s';
        GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
        DELETE FROM mysql.proxies_priv;
        DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys' AND NOT (User = 'root' AND Host = '127.0.0.1');
        FLUSH PRIVILEGES;
        """
            .formatted(hash(password)));
  }

  private static String hash(String password) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] once = sha1.digest(password.getBytes(StandardCharsets.UTF_8));
      return "*" + HexFormat.of().withUpperCase().formatHex(sha1.digest(once));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static Process launch(
      MariaDbInstallation installation, Path folder, int port, boolean isNew) throws IOException {
    List<String> line = new ArrayList<>();
    if (isRoot() && Files.isExecutable(SETPRIV)) {
      line.addAll(
          List.of(
              SETPRIV.toString(),
              "--no-new-privs",
              "--bounding-set=-all",
              "--inh-caps=-all",
              "--"));
    }
    line.add(installation.server().toString());
    line.addAll(common(installation, folder));
    line.addAll(SETTINGS);
    line.add("--port=" + port);
    // Relative to the data directory: a socket's path must be short.
    line.add("--socket=socket");
    line.add("--pid-file=" + data(folder).resolve("mariadbd.pid"));
    line.add("--secure-file-priv=" + Files.createDirectories(folder.resolve("files")));
    line.add("--tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    if (isNew) {
      line.add("--init-file=" + folder.resolve("accounts.sql"));
    }
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()));
    builder.environment().putAll(installation.environment());
    Process process = builder.start();
    Files.writeString(pidFile(folder), Long.toString(process.pid()));
    return process;
  }

  private static Path log(Path folder) {
    return folder.resolve("mariadb.log");
  }

  /// Awaits the server's greeting: it then takes connections.
  private void awaitGreeting() throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!greets()) {
      if (!process.isAlive()) {
        throw new IOException("it ended with code " + process.exitValue() + ", see " + log(folder));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("it takes no connections, see " + log(folder));
      }
      try {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while MariaDB starts");
      }
    }
  }

  private boolean greets() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(1_000);
      InputStream in = socket.getInputStream();
      // Length in three bytes and a sequence number, then version 10 of the protocol.
      return in.readNBytes(4).length == 4 && in.read() == 10;
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /// Stops it cleanly: transactions rolled back, pages flushed.
  @Override
  public void close() throws IOException {
    stopLeftover(folder);
    Files.deleteIfExists(pidFile(folder));
    reaper.close();
  }
}
