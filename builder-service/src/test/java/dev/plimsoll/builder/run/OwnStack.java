package dev.plimsoll.builder.run;

import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// A stack that belongs to one test, which may crash it and have it back on the same ports with the
/// same data.
public final class OwnStack implements AutoCloseable {
  // Each restart after a kill waits for the end of the killed broker's session.
  private static final List<String> KILLED_OFTEN =
      List.of("--kafka-session-millis", "3000", "--kafka-login", "off");

  private final Path folder;
  private StackProcess process;

  private OwnStack(Path folder) {
    this.folder = folder;
    this.process = launch();
  }

  public static OwnStack start(Path folder) {
    return new OwnStack(folder);
  }

  private StackProcess launch() {
    return StackProcess.start(Stack.command(folder, KILLED_OFTEN));
  }

  public String kafkaBootstrap() {
    return process.description().kafka().bootstrap();
  }

  /// A new, empty database.
  TestDatabase createDatabase(String name) throws SQLException {
    try (Connection connection = database(process.description().postgres().database()).connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return database(name);
  }

  private TestDatabase database(String name) {
    Secrets secrets = Secrets.read(Path.of(process.description().secretsFile()));
    return new TestDatabase(
        process.description().postgres().host(),
        process.description().postgres().port(),
        name,
        secrets.superuser(),
        secrets.superuserPassword(),
        SslMode.DISABLE);
  }

  /// As `pg_ctl stop -m immediate` does: every process of the server ends at once, nothing is
  /// written any more. Returns when it has.
  void crashPostgres() {
    Path pidFile = folder.resolve("data/postgres/data/postmaster.pid");
    try {
      String pid = Files.readAllLines(pidFile).getFirst().strip();
      new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start();
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(server -> server.onExit().join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// SIGKILL to all of it: the broker is gone at once.
  public void kill() {
    process.handle().destroyForcibly();
    process.handle().onExit().join();
  }

  /// Returns when it is ready.
  public void restart() {
    if (process.handle().isAlive()) {
      kill();
    }
    process = launch();
  }

  @Override
  public void close() {
    process.close();
  }
}
