package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// One system for the classes of tests that only ask it by its command line or its API, for which a
/// system of its own would cost each more than what it asks. The first starts it, after the last it
/// ends: a system that nobody asks takes a fifth of a core. They share its lists and its server:
/// their databases have names of their own.
final class SharedSystem implements AutoCloseable {
  /// What JUnit locks for a class of tests.
  static final String NAME = "shared system";

  /// Options of `db create`. Databases of one server share its load line, which is that of the one
  /// registered last: one that is registered with another moves what others have planned.
  static final List<String> LOAD_LINE =
      List.of("--cores=2", "--memory=256MB", "--temp-disk=10GB", "--disk=10GB");

  /// What a killed process had is others' within seconds, and small tables are worth maintaining.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "PLIMSOLL_PLANNER_QUEUE_LEASE", "8S",
          "PLIMSOLL_PLANNER_ADVICE_LEASE", "5S",
          "PLIMSOLL_PLANNER_MAINTENANCE_RETRY_AFTER", "1S",
          "PLIMSOLL_PLANNER_MAINTENANCE_LEAST_SIZE", "1M");

  /// Classes that have not ended yet.
  private static final AtomicInteger LEFT = new AtomicInteger();

  private final Path folder;
  private final Launcher plimsoll;
  private final JsonNode up;
  private final Secrets secrets;
  private final Databases databases;

  private SharedSystem() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("plimsoll-shared-");
    plimsoll = new Launcher(folder, SETTINGS);
    up = plimsoll.run(0, "up", "--json").json();
    String[] postgres = up.path("postgres").asText().split(":", 2);
    secrets = Secrets.read(plimsoll.data().resolve("stack").resolve("secrets.properties"));
    databases =
        Databases.on(postgres[0], Integer.parseInt(postgres[1]), secrets, folder)
            .withQuickLogins(secrets);
  }

  private static SharedSystem start() {
    try {
      return new SharedSystem();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  Launcher launcher() {
    return plimsoll;
  }

  /// What `up --json` told.
  JsonNode up() {
    return up;
  }

  SyncApi sync() throws IOException {
    return plimsoll.sync(up);
  }

  PlannerApi planner() throws IOException {
    return plimsoll.planner(up);
  }

  Secrets secrets() {
    return secrets;
  }

  Databases databases() {
    return databases;
  }

  /// A new, empty database.
  DatabaseAddress createDatabase(String name) throws SQLException {
    return databases.create(name);
  }

  /// A session of the superuser that is in nobody's database.
  Connection openServer() {
    return databases.openDatabase("postgres");
  }

  Connection open(DatabaseAddress address) {
    return databases.open(address);
  }

  void execute(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = open(address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Starts it where it was stopped and other classes are still to use it.
  void startAgain() throws IOException, InterruptedException {
    if (LEFT.get() > 1 && !Campaign.isLong() && plimsoll.processes().isEmpty()) {
      assertThat(plimsoll.run(0, "up", "--json").json()).isEqualTo(up);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      plimsoll.run(0, "down");
      assertThat(plimsoll.processes()).as("left running").isEmpty();
    } finally {
      plimsoll.close();
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    }
  }

  /// Hands it to whoever has a parameter of its type. In a campaign each class has one of its own:
  /// what one of them builds for minutes would keep the others' builds waiting.
  static final class Extension implements ParameterResolver, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(SharedSystem.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SharedSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return store(context)
          .getOrComputeIfAbsent(SharedSystem.class, key -> start(), SharedSystem.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
      return (Campaign.isLong() ? context : context.getRoot()).getStore(NAMESPACE);
    }

    /// A class that is skipped is none of those that have ended: then it ends with this JVM.
    @Override
    public void afterAll(ExtensionContext context) throws Exception {
      if (LEFT.decrementAndGet() == 0 && !Campaign.isLong()) {
        SharedSystem system = store(context).remove(SharedSystem.class, SharedSystem.class);
        if (system != null) {
          system.close();
        }
      }
    }
  }

  /// The order of annotations, known to whoever ends the system after the last of its classes.
  static final class Order implements ClassOrderer {
    private final ClassOrderer byAnnotation = new ClassOrderer.OrderAnnotation();

    @Override
    public void orderClasses(ClassOrdererContext context) {
      LEFT.set(
          (int)
              context.getClassDescriptors().stream()
                  .filter(each -> each.isAnnotated(Asking.class) || each.isAnnotated(Alone.class))
                  .count());
      byAnnotation.orderClasses(context);
    }
  }

  /// Of classes of tests that only ask it: any number at a time.
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @ExtendWith(Extension.class)
  @ResourceLock(value = NAME, mode = ResourceAccessMode.READ)
  @interface Asking {}

  /// Of classes of tests that nobody else may ask it beside.
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @ExtendWith(Extension.class)
  @ResourceLock(NAME)
  @interface Alone {}
}
