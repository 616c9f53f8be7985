package dev.plimsoll.systemtests;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.LocalSettings;
import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.testkit.TestSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The stack and the services as processes of their own, on a folder of the test's.
final class SystemUnderTest implements AutoCloseable {
  private final LocalSystem system;
  private final HttpClient http = ApiClient.http();
  private final Databases databases;
  private final String controlDatabase;

  private SystemUnderTest(LocalSystem system, Databases databases, String controlDatabase) {
    this.system = system;
    this.databases = databases;
    this.controlDatabase = controlDatabase;
  }

  /// With every service.
  static SystemUnderTest start(Path folder) throws IOException {
    return start(folder, EnumSet.allOf(ServiceName.class));
  }

  /// With what builds indexes alone.
  static SystemUnderTest startBuilding(Path folder) throws IOException {
    return start(folder, EnumSet.of(ServiceName.PLANNER, ServiceName.BUILDER));
  }

  /// With what gives offsets alone.
  static SystemUnderTest startLog(Path folder) throws IOException {
    return start(folder, EnumSet.of(ServiceName.MATERIALIZER));
  }

  private static SystemUnderTest start(Path folder, Set<ServiceName> services) throws IOException {
    return start(folder, services, Map.of());
  }

  /// @param ofServices their settings, as environment variables
  static SystemUnderTest start(
      Path folder, Set<ServiceName> services, Map<String, String> ofServices) throws IOException {
    LocalSettings settings =
        settings(folder, Map.of())
            .withStackOptions(OwnStack.OPTIONS)
            .withServiceEnvironment(ofServices);
    LocalSystem system = launch(settings, services);
    StackDescription stack = system.stack().orElseThrow();
    return new SystemUnderTest(
        system,
        Databases.on(stack.postgres().host(), stack.postgres().port(), system.secrets(), folder)
            .withQuickLogins(system.secrets()),
        stack.postgres().database());
  }

  /// Services alone, on a stack that the test has started and can kill.
  ///
  /// @param settings whose environment tells the services of it
  static SystemUnderTest startOn(
      OwnStack backends, LocalSettings settings, Set<ServiceName> services, Path folder)
      throws IOException {
    return new SystemUnderTest(
        launch(settings, services),
        backends.databases(folder).withQuickLogins(backends.secrets()),
        backends.description().postgres().database());
  }

  /// Everything by default, on a folder of the test's.
  static LocalSettings settings(Path folder, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(Credentials.FOLDER, System.getenv(Credentials.FOLDER)); // where the tests put passwords
    all.put("PLIMSOLL_MESSAGES_KEY_FILE", messagesKeyFile(folder)); // tests write to Kafka, too
    all.put("JAVA_OPTS_APPEND", System.getenv().getOrDefault("JAVA_OPTS_APPEND", ""));
    return LocalSettings.of(
        Path.of(System.getProperty("plimsoll.root")), new DataHome(folder.resolve("home")), all);
  }

  private static String messagesKeyFile(Path folder) {
    try {
      return Files.writeString(folder.resolve("messages-key"), TestSeal.KEY).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LocalSystem launch(LocalSettings settings, Set<ServiceName> services) {
    LocalSystem system = LocalSystem.startStack(settings, line -> System.out.println("  " + line));
    system.startServices(services);
    return system;
  }

  LocalSystem system() {
    return system;
  }

  /// Settings of clients of its embedded Kafka.
  Map<String, Object> kafka() {
    return new HashMap<>(
        Map.of("bootstrap.servers", system.stack().orElseThrow().kafka().bootstrap()));
  }

  SyncApi sync() {
    return new SyncApi(client(ServiceName.SYNC));
  }

  PlannerApi planner() {
    return new PlannerApi(client(ServiceName.PLANNER));
  }

  MaterializerApi materializer() {
    return new MaterializerApi(client(ServiceName.MATERIALIZER));
  }

  private ApiClient client(ServiceName service) {
    return new ApiClient(http, service.value(), system.service(service).address(), system.token());
  }

  /// SIGKILL of a service; returns when it is ready again.
  void killAndRestart(ServiceName service) {
    ServiceProcess process = system.service(service);
    process.kill();
    process.restart();
  }

  /// Databases on its PostgreSQL, by the superuser.
  Databases databases() {
    return databases;
  }

  /// A new, empty database.
  DatabaseAddress createDatabase(String name) throws SQLException {
    return databases.create(name);
  }

  Connection open(DatabaseAddress address) {
    return databases.open(address);
  }

  /// A session on the services' own database.
  Connection openControl() {
    return databases.openDatabase(controlDatabase);
  }

  @Override
  public void close() {
    system.close();
  }
}
