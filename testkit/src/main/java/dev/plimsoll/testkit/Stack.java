package dev.plimsoll.testkit;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.StackDescription.Secured;
import dev.plimsoll.devstack.folder.Folders;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.postgres.RandomPassword;
import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.devstack.process.StackProgram;
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
import org.jspecify.annotations.Nullable;

/// Stack of this test JVM: started at the first call, stopped and deleted at the JVM's end. It runs
/// in its own JVM, from the built `dev-stack` under the system property `plimsoll.root`; where
/// [ContainerVersions] asks for that, in containers.
public final class Stack {
  // As this JVM has them, where the system has any.
  private static final List<String> LARGE_PAGES =
      System.getProperty("os.name").equals("Linux")
          ? List.of("-XX:+UseTransparentHugePages")
          : List.of();

  /// System property with the running stack's description, since under Quarkus several class
  /// loaders of one JVM load this class. The constant is also the lock: it is one object to all of
  /// them. The system properties are no lock, since the JDK locks them itself (`TimeZone`).
  private static final String RUNNING = "plimsoll.testkit.stack";

  private static @Nullable Stack known; // of this class loader

  private final StackDescription description;
  private final Secrets secrets;
  private int majorVersion;

  private Stack(StackDescription description, Secrets secrets) {
    this.description = description;
    this.secrets = secrets;
  }

  /// The one stack of this JVM, running.
  public static Stack get() {
    synchronized (RUNNING) {
      if (known != null) {
        return known;
      }
      Properties shared = System.getProperties();
      String running = shared.getProperty(RUNNING);
      StackDescription description =
          running == null ? start() : Json.read(running, StackDescription.class);
      shared.setProperty(RUNNING, Json.write(description));
      Stack stack = new Stack(description, Secrets.read(Path.of(description.secretsFile())));
      if (running == null) {
        stack.hurry();
      }
      known = stack;
      return stack;
    }
  }

  /// Sets the server up for thousands of sessions in hundreds of databases: quick logins, and no
  /// autovacuum, which would analyse tables at unknown times.
  private void hurry() {
    try (Connection connection = connect(description.postgres().database());
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
      // Nothing outlives this JVM, and tests make hundreds of databases. Without fsync PostgreSQL's
      // processes may still die without loss.
      StackProcess process =
          StackProcess.launch(
              ContainerVersions.asked()
                  .map(versions -> versions.command(folder))
                  .orElseGet(
                      () -> command(folder, List.of("--fsync", "off", "--kafka-login", "off"))));
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

  /// Command of an embedded stack for one test.
  ///
  /// @param folder of its data and its log
  public static StackCommand command(Path folder, List<String> options) {
    return new StackCommand(
        StackProgram.EMBEDDED,
        List.of(),
        Path.of(System.getProperty("plimsoll.root")),
        folder.resolve("data"),
        folder.resolve("stack.log"),
        LARGE_PAGES,
        options);
  }

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

  /// `host:port` of the broker, for tests without a dependency on dev-stack.
  public String kafkaBootstrap() {
    return description.kafka().bootstrap();
  }

  public Secrets secrets() {
    return secrets;
  }

  /// Major version of the server, asked for once: samples of types ask for each value.
  public synchronized int majorVersion() {
    if (majorVersion != 0) {
      return majorVersion;
    }
    try (Connection connection = connect(description.postgres().database())) {
      majorVersion = connection.getMetaData().getDatabaseMajorVersion();
      return majorVersion;
    } catch (SQLException e) {
      throw new IllegalStateException("the tests' server does not tell its version", e);
    }
  }

  /// Skips the running test, aloud, where the server is older: what it is about is not there.
  public void requireVersion(int major, String whatIsNotRun) {
    MachineRequirement.of("PostgreSQL " + major, majorVersion() >= major, whatIsNotRun);
  }

  /// Skips the running test, aloud, where the server runs in a container: with disks that this
  /// machine does not see, and behind TLS.
  public void requireEmbedded(String whatIsNotRun) {
    MachineRequirement.of(
        "the embedded PostgreSQL", ContainerVersions.asked().isEmpty(), whatIsNotRun);
  }

  /// JDBC URL of a database on the server, without user and password; by TLS to the proven server
  /// where it has a certificate.
  public String jdbcUrl(String database) {
    String url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(description.postgres().host(), description.postgres().port(), database);
    Secured secured = description.secured();
    return secured == null ? url : url + "?sslmode=verify-full&sslrootcert=" + secured.authority();
  }

  /// Makes an empty database, dropping one of that name.
  ///
  /// @param name lower-case letters, digits and underscores
  public TestDatabase createDatabase(String name) {
    return create(name, "template1");
  }

  /// Copies a database, dropping one of that name: faster than filling it again.
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
    try (Connection connection = connect(description.postgres().database());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      // Block by block through the WAL, as by default, takes half as long again: nobody here is
      // spared a checkpoint by it.
      statement.execute(
          "CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(name, template));
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " could not be made", e);
    }
    return database(name, secrets.superuser(), secrets.superuserPassword());
  }

  /// Copies a database as it is now, dropping one of that name. Waits some seconds for the
  /// original's sessions to end.
  ///
  /// @param name lower-case letters, digits and underscores
  public TestDatabase copyDatabase(TestDatabase original, String name) {
    return create(name, original.name());
  }

  /// A test's database for a service's role, which owns nothing there.
  ///
  /// @param role for example `plimsoll_materializer`
  public TestDatabase as(String role, TestDatabase database) {
    return database(database.name(), role, secrets.rolePassword(role));
  }

  private TestDatabase database(String name, String user, String password) {
    return new TestDatabase(
        description.postgres().host(),
        description.postgres().port(),
        name,
        user,
        password,
        ContainerVersions.sslMode());
  }

  public Connection connect(String database) throws SQLException {
    return connect(database, secrets.superuser(), secrets.superuserPassword());
  }

  public Connection connect(String database, String user, String password) throws SQLException {
    return database(database, user, password).connect();
  }
}
