package dev.plimsoll.testkit;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Folders;
import dev.plimsoll.devstack.folder.Ports;
import dev.plimsoll.devstack.mariadb.MariaDbInstallation;
import dev.plimsoll.devstack.mariadb.MariaDbServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/// MariaDB of this test JVM: started at the first call, stopped and deleted at the JVM's end.
public final class MariaDb {
  /// System property with the state, and the lock, for the reasons of [Stack].
  private static final String RUNNING = "plimsoll.testkit.mariadb";

  private static final String HOST = "127.0.0.1";

  /// @param problem why there is none; the rest is then empty
  private record State(String folder, int port, String password, @Nullable String problem) {}

  private final State state;

  private MariaDb(State state) {
    this.state = state;
  }

  /// The one server of this JVM, running.
  ///
  /// @throws PlimsollException SERVER_NOT_INSTALLED where this machine cannot have one
  public static MariaDb get() {
    synchronized (RUNNING) {
      Properties shared = System.getProperties();
      String running = shared.getProperty(RUNNING);
      State state = running == null ? start() : Json.read(running, State.class);
      shared.setProperty(RUNNING, Json.write(state));
      if (state.problem() != null) {
        throw new PlimsollException(ErrorCode.SERVER_NOT_INSTALLED, state.problem());
      }
      return new MariaDb(state);
    }
  }

  private static State start() {
    if (ContainerVersions.asked().isPresent()) {
      Stack stack = Stack.get();
      StackDescription.MariaDb server = Objects.requireNonNull(stack.description().mariaDb());
      int port = Objects.requireNonNull(server.port());
      return new State("", port, stack.secrets().mariaDbPassword(), null);
    }
    try {
      MariaDbInstallation installation = MariaDbInstallation.find();
      Path folder = Files.createTempDirectory("plimsoll-test-");
      int port = new Ports(folder.resolve("ports")).choose("mariadb", 0);
      String password = UUID.randomUUID().toString();
      MariaDbServer.start(installation, folder.resolve("mariadb"), port, password);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(folder), "mariadb-stop"));
      return new State(folder.toString(), port, password, null);
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.SERVER_NOT_INSTALLED) {
        throw e;
      }
      return new State("", 0, "", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(Path folder) {
    try {
      MariaDbServer.stopLeftover(folder.resolve("mariadb"));
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path folder() {
    return Path.of(state.folder(), "mariadb");
  }

  /// Ends the server by SIGKILL.
  public void kill() {
    try {
      ProcessHandle.of(Long.parseLong(Files.readString(folder().resolve("server.pid")).strip()))
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().join();
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Restarts the server at the same port; one that runs is stopped before.
  public void restart() {
    try {
      MariaDbServer.start(MariaDbInstallation.find(), folder(), state.port(), state.password());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes an empty database, dropping one of that name.
  ///
  /// @param name lower-case letters, digits and underscores
  public MariaDbDatabase createDatabase(String name) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("a test's database is named by [a-z0-9_]: " + name);
    }
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name);
      statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " could not be made", e);
    }
    return new MariaDbDatabase(HOST, state.port(), name, MariaDbServer.USER, state.password());
  }

  Connection connect(String database) throws SQLException {
    return connect(state.port(), database, MariaDbServer.USER, state.password());
  }

  static Connection connect(int port, String database, String user, String password)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    String url = "jdbc:mariadb://" + HOST + ":" + port + "/" + database;
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("not a MariaDB URL: " + url);
    }
    return connection;
  }
}
