package dev.plimsoll.systemtests;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.LocalSettings;
import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/// The stack and the four services as processes of their own, on a folder of the test's.
final class SystemUnderTest implements AutoCloseable {
  private static final String APPLICATION = "plimsoll system test";

  private final LocalSystem system;
  private final HttpClient http = ApiClient.http();
  private final PostgresConnector connector = new PostgresConnector(Map.of());
  private final CredentialReference superuser;

  private SystemUnderTest(LocalSystem system, CredentialReference superuser) {
    this.system = system;
    this.superuser = superuser;
  }

  static SystemUnderTest start(Path folder) throws IOException {
    LocalSystem system =
        LocalSystem.start(
            LocalSettings.of(
                Path.of(System.getProperty("plimsoll.root")),
                new DataHome(folder.resolve("home")),
                System.getenv()),
            line -> System.out.println("  " + line));
    Path password = folder.resolve("superuser");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, system.secrets().superuserPassword());
    return new SystemUnderTest(system, new CredentialReference("file:" + password));
  }

  LocalSystem system() {
    return system;
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

  /// A new, empty database.
  DatabaseAddress createDatabase(String name) throws SQLException {
    try (Connection connection = open(address("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + Identifiers.quote(name));
    }
    return address(name);
  }

  Connection open(DatabaseAddress address) {
    return connector.open(address, APPLICATION);
  }

  private DatabaseAddress address(String database) {
    var stack = system.stack().orElseThrow();
    return new DatabaseAddress(
        stack.postgresHost(),
        stack.postgresPort(),
        database,
        system.secrets().superuser(),
        SslMode.DISABLE,
        superuser);
  }

  @Override
  public void close() {
    system.close();
  }
}
