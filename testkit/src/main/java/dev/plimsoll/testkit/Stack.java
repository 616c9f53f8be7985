package dev.plimsoll.testkit;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Folders;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.postgres.RandomPassword;
import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/// The stack of this test JVM: started at the first call, stopped and deleted when the JVM ends.
///
/// It runs in a JVM of its own, from the built `dev-stack` of the project that the system property
/// `plimsoll.root` names.
public final class Stack {
  /// Set to the running stack's description. A static field would not do: under Quarkus this class
  /// is loaded by several class loaders of one JVM. It is the lock, too: a constant is one
  /// object to all of them. The properties would not do, since the JDK locks them itself
  /// (`TimeZone`).
  private static final String RUNNING = "plimsoll.testkit.stack";

  private final StackDescription description;
  private final Secrets secrets;

  private Stack(StackDescription description, Secrets secrets) {
    this.description = description;
    this.secrets = secrets;
  }

  /// The one stack of this JVM, running.
  public static Stack get() {
    synchronized (RUNNING) {
      Properties shared = System.getProperties();
      String running = shared.getProperty(RUNNING);
      StackDescription description =
          running == null ? start() : Json.read(running, StackDescription.class);
      shared.setProperty(RUNNING, Json.write(description));
      Stack stack = new Stack(description, Secrets.read(Path.of(description.secretsFile())));
      if (running == null) {
        stack.hurry();
      }
      return stack;
    }
  }

  /// Tests open thousands of sessions, in some hundred databases. PostgreSQL would look at each of
  /// those every minute, and analyse its tables at a moment that no test knows.
  private void hurry() {
    try (Connection connection = connect(description.postgresDatabase());
        Statement statement = connection.createStatement()) {
      statement.execute(RandomPassword.alterRole(secrets.superuser(), secrets.superuserPassword()));
      statement.execute("ALTER SYSTEM SET autovacuum_naptime = '1h'");
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException("the tests' server could not be set up", e);
    }
  }

  private static StackDescription start() {
    if (System.getProperty("plimsoll.root") == null) {
      throw new IllegalStateException(
          "system property plimsoll.root is missing: run the tests with Maven, or set it to the"
              + " project's folder");
    }
    try {
      Path folder = Files.createTempDirectory("plimsoll-test-");
      // Nothing here outlives this JVM, and tests make hundreds of databases.
      // PostgreSQL's processes may die without loss either way.
      StackProcess process =
          StackProcess.launch(command(folder, List.of("--fsync", "off", "--kafka-login", "off")));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    process.close();
                    delete(folder);
                  },
                  "stack-stop"));
      return process.awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A stack of a test's own.
  ///
  /// @param folder of its data and of its log
  /// @param options as of [StackCommand]
  public static StackCommand command(Path folder, List<String> options) {
    return new StackCommand(
        List.of(),
        Path.of(System.getProperty("plimsoll.root")),
        folder.resolve("data"),
        folder.resolve("stack.log"),
        List.of(),
        options);
  }

  /// Deletes what a test JVM has kept.
  static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public StackDescription description() {
    return description;
  }

  /// `host:port` of the broker. Given here so that a test that needs no more of the description
  /// needs no dependency on dev-stack.
  public String kafkaBootstrap() {
    return description.kafkaBootstrap();
  }

  public Secrets secrets() {
    return secrets;
  }

  /// JDBC URL of a database on the stack's server, without user and password.
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(description.postgresHost(), description.postgresPort(), database);
  }

  /// Makes an empty database, dropping one of that name.
  ///
  /// @param name lower-case letters, digits and underscores
  public TestDatabase createDatabase(String name) {
    return create(name, "template1");
  }

  /// Makes a copy of a database, dropping one of that name: sooner than filling it once more.
  ///
  /// @param name lower-case letters, digits and underscores
  /// @param template made and filled by the first call of this JVM that names it
  /// @param fill leaves no connection open
  public TestDatabase createDatabase(String name, String template, Consumer<TestDatabase> fill) {
    synchronized (RUNNING) {
      Properties shared = System.getProperties();
      String filled = RUNNING + "." + template;
      if (shared.getProperty(filled) == null) {
        fill.accept(createDatabase(template));
        shared.setProperty(filled, "yes");
      }
    }
    return create(name, template);
  }

  private TestDatabase create(String name, String template) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("a test's database is named by [a-z0-9_]: " + name);
    }
    try (Connection connection = connect(description.postgresDatabase());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " could not be made", e);
    }
    return database(name, secrets.superuser(), secrets.superuserPassword());
  }

  /// Makes a copy of a database as it is now, dropping one of that name. Waits some seconds for
  /// the original's sessions to end.
  ///
  /// @param name lower-case letters, digits and underscores
  public TestDatabase copyDatabase(TestDatabase original, String name) {
    return create(name, original.name());
  }

  /// A test's database for one of the services' roles, which owns nothing there.
  ///
  /// @param role for example `plimsoll_materializer`
  public TestDatabase as(String role, TestDatabase database) {
    return database(database.name(), role, secrets.rolePassword(role));
  }

  private TestDatabase database(String name, String user, String password) {
    return new TestDatabase(
        description.postgresHost(), description.postgresPort(), name, user, password);
  }

  /// A connection as superuser.
  public Connection connect(String database) throws SQLException {
    return connect(database, secrets.superuser(), secrets.superuserPassword());
  }

  /// A connection as some role.
  public Connection connect(String database, String user, String password) throws SQLException {
    return database(database, user, password).connect();
  }
}
