package dev.plimsoll.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A standby of the tests' server, made from a backup, that follows it. It takes reads.
public final class HotStandby implements AutoCloseable {
  private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");
  private static final String SENDS =
      "SELECT EXISTS (SELECT FROM pg_stat_replication WHERE application_name = '%s'"
          + " AND state = 'streaming')";
  private static final Pattern OPTION = Pattern.compile("\"([^\"]*)\"");

  private final Path folder;
  private final Process process;
  private final TestDatabase database;

  private HotStandby(Path folder, Process process, TestDatabase database) {
    this.folder = folder;
    this.process = process;
    this.database = database;
  }

  /// Returns once it answers and the primary sends to it.
  ///
  /// @param primary a database of the server to copy
  /// @param application by which the primary knows it
  public static HotStandby following(TestDatabase primary, Path folder, String application)
      throws IOException, SQLException, InterruptedException {
    Path data = folder.resolve("data");
    Path original;
    try (Connection connection = primary.connect();
        Statement backup = connection.createStatement()) {
      original = Path.of(one(backup, "SHOW data_directory"));
      // Replication is in no "all".
      Files.writeString(
          Path.of(one(backup, "SHOW hba_file")),
          "host replication all 127.0.0.1/32 scram-sha-256\n",
          StandardOpenOption.APPEND);
      backup.execute("SELECT pg_reload_conf()");
      backup.execute("SELECT pg_backup_start('standby', true)");
      copy(original, data);
      Files.writeString(
          data.resolve("backup_label"), one(backup, "SELECT labelfile FROM pg_backup_stop(false)"));
      // With all that the backup needs to be consistent.
      copy(original.resolve("pg_wal"), data.resolve("pg_wal"));
    }
    Files.createFile(data.resolve("standby.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=%s port=%d user=%s password=%s application_name=%s'\n"
            .formatted(
                primary.host(), primary.port(), primary.user(), primary.password(), application),
        StandardOpenOption.APPEND);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(command(original, data, port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    HotStandby standby =
        new HotStandby(
            folder,
            process,
            new TestDatabase(
                primary.host(),
                port,
                primary.name(),
                primary.user(),
                primary.password(),
                primary.sslMode()));
    standby.await(primary, application);
    return standby;
  }

  /// The command of the original, whose settings a standby must not undercut.
  private static List<String> command(Path original, Path data, int port) throws IOException {
    String line = Files.readString(original.resolve("postmaster.opts"));
    List<String> command = new ArrayList<>();
    // PostgreSQL refuses to run as root.
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(line.substring(0, line.indexOf(" \"")));
    Matcher option = OPTION.matcher(line);
    String before = "";
    while (option.find()) {
      String value = option.group(1);
      command.add(
          switch (before) {
            case "-D" -> data.toString();
            case "-p" -> Integer.toString(port);
            default -> value;
          });
      before = value;
    }
    return command;
  }

  private void await(TestDatabase primary, String application)
      throws SQLException, InterruptedException, IOException {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try (Connection connection = database.connect();
          Connection sender = primary.connect();
          Statement statement = sender.createStatement()) {
        if (one(statement, SENDS.formatted(application)).equals("t")) {
          return;
        }
        throw new SQLException("it does not follow");
      } catch (SQLException e) {
        if (System.nanoTime() > until || process.waitFor(50, TimeUnit.MILLISECONDS)) {
          e.addSuppressed(new IOException(Files.readString(folder.resolve("log"))));
          throw e;
        }
      }
    }
  }

  public TestDatabase database() {
    return database;
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /// Of a server that runs: what vanishes meanwhile is not needed.
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path some, BasicFileAttributes attributes)
              throws IOException {
            Path made = to.resolve(from.relativize(some).toString());
            if (!Files.exists(made)) {
              Files.createDirectories(
                  made,
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path made = to.resolve(from.relativize(file).toString());
            if (!NOT_COPIED.contains(file.getFileName().toString())) {
              try {
                Files.copy(file, made, StandardCopyOption.REPLACE_EXISTING);
              } catch (NoSuchFileException e) {
                // It was a temporary one.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
