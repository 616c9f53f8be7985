package dev.plimsoll.systemtests;

import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.postgres.PostgresServer;
import dev.plimsoll.devstack.postgres.Postmaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// A PostgreSQL of a test's own, which can be killed.
final class OwnServer implements AutoCloseable {
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
      return PostgresServer.start(folder, port, secrets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.port();
  }

  /// SIGKILL of its first process, at which the others end.
  void kill() {
    try {
      ProcessHandle postmaster =
          Postmaster.of(folder.resolve("data"))
              .flatMap(found -> ProcessHandle.of(found.pid()))
              .orElseThrow(() -> new IllegalStateException("no PostgreSQL runs in " + folder));
      postmaster.destroyForcibly();
      postmaster.onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// On the same port; returns when it has recovered.
  void restart() {
    int port = port();
    try {
      server.close(); // What is left of it on this side: the lock of its folder, above all.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = launch(port);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
