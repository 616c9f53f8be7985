package dev.plimsoll.systemtests;

import dev.plimsoll.devstack.folder.Secrets;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL behind an address that stays, with a standby that is cut off at some moment and
/// takes its place later: what was committed in between is gone.
final class FailoverServer implements StruckServer, AutoCloseable {
  private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");
  private static final String WAL = "pg_wal";

  private final Path folder;
  private final Secrets secrets;
  private final TcpProxy address;
  private OwnServer primary;
  private @Nullable Path standby;
  private int servers = 1;

  private FailoverServer(Path folder, Secrets secrets, OwnServer primary, TcpProxy address) {
    this.folder = folder;
    this.secrets = secrets;
    this.primary = primary;
    this.address = address;
  }

  static FailoverServer start(Path folder, Secrets secrets) throws IOException {
    OwnServer primary = OwnServer.start(folder.resolve("postgres-0"), secrets);
    return new FailoverServer(folder, secrets, primary, TcpProxy.start(primary.port()));
  }

  int port() {
    return address.port();
  }

  /// Databases on whichever server is there, by its superuser.
  ///
  /// @param folder gets a file with the superuser's password
  Databases databases(Path folder) throws IOException {
    return Databases.on("127.0.0.1", port(), secrets, folder);
  }

  @Override
  public void stopImmediately() {
    primary.stopImmediately();
  }

  @Override
  public void restart() {
    primary.restart();
  }

  /// The standby has all that is committed now, and nothing of what comes.
  ///
  /// @param databases on this
  void cutOff(Databases databases) throws IOException, SQLException {
    Path copy = folder.resolve("postgres-" + servers++);
    Path data = copy.resolve("data");
    Files.createDirectories(copy);
    try (Connection connection = databases.openDatabase("postgres");
        Statement backup = connection.createStatement()) {
      backup.execute("SELECT pg_backup_start('standby', true)");
      copy(primary.dataDirectory(), data, false);
      try (ResultSet label = backup.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        label.next();
        Files.writeString(data.resolve("backup_label"), label.getString(1));
      }
    }
    copy(primary.dataDirectory().resolve(WAL), data.resolve(WAL), true);
    Files.createFile(data.resolve("standby.signal"));
    Files.createFile(copy.resolve("initialised"));
    standby = copy;
  }

  /// The primary is lost, and the standby is promoted: it has another timeline.
  void failOver() throws IOException, SQLException {
    Path promoted = standby;
    if (promoted == null) {
      throw new IllegalStateException("no standby was cut off");
    }
    primary.kill();
    OwnServer next = OwnServer.start(promoted, secrets);
    Databases own = next.databases(Files.createDirectories(promoted.resolve("own")));
    try (Connection connection = own.openDatabase("postgres");
        Statement promote = connection.createStatement()) {
      promote.execute("SELECT pg_promote(true, 60)");
    }
    primary = next;
    standby = null;
    address.redirect(next.port());
  }

  /// Of a server that runs: what vanishes meanwhile is not needed.
  private static void copy(Path from, Path to, boolean withWal) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(folder).toString());
            if (!Files.exists(copy)) {
              Files.createDirectory(
                  copy,
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")));
            }
            return !withWal && folder.getFileName().toString().equals(WAL)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!NOT_COPIED.contains(file.getFileName().toString())) {
              try {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
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
    address.close();
    primary.close();
  }
}
