package dev.plimsoll.systemtests;

import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.postgres.PostgresServer;
import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A PostgreSQL of a test's own, which can be killed.
final class OwnServer implements StruckServer, AutoCloseable {
  private final Path folder;
  private final Secrets secrets;
  private PostgresServer server;

  private OwnServer(Path folder, Secrets secrets) {
    this.folder = folder;
    this.secrets = secrets;
    this.server = launch(0);
  }

  /// @param secrets that its superuser has, too
  static OwnServer start(Path folder, Secrets secrets) {
    return new OwnServer(folder, secrets);
  }

  private PostgresServer launch(int port) {
    try {
      return PostgresServer.start(folder, port, secrets, true, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Databases on it, by its superuser.
  ///
  /// @param folder gets a file with the superuser's password
  Databases databases(Path folder) throws IOException {
    return Databases.on("127.0.0.1", server.port(), secrets, folder);
  }

  Path dataDirectory() {
    return folder.resolve("data");
  }

  int port() {
    return server.port();
  }

  /// SIGKILL of every process of it; returns when all are gone. What comes next recovers from the
  /// write-ahead log, as after a power cut.
  void kill() {
    ProcessHandle postmaster = postmaster();
    List<ProcessHandle> all =
        Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    release();
  }

  @Override
  public void stopImmediately() {
    ProcessHandle postmaster = postmaster();
    Signal.QUIT.send(postmaster.pid());
    postmaster.onExit().join();
    release();
  }

  private ProcessHandle postmaster() {
    try {
      return ServerProcess.ofPostgres(dataDirectory())
          .map(ServerProcess::process)
          .orElseThrow(() -> new IllegalStateException("no PostgreSQL runs in " + folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Else the embedding still holds the lock of the folder.
  private void release() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// On the same port.
  @Override
  public void restart() {
    server = launch(server.port());
  }

  void killAndRestart() {
    kill();
    restart();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
