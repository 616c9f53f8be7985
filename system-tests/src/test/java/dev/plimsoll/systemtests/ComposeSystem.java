package dev.plimsoll.systemtests;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.Compose;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SealedPassword;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/// The containers of `docker-compose.yml` with a standby and three brokers, under a name and on
/// ports of the test's own. Sources and targets are databases of its PostgreSQL.
final class ComposeSystem implements AutoCloseable {
  private static final String PROJECT = "plimsoll-test";
  private static final String SUPERUSER = "postgres";
  private static final String PASSWORD = Credentials.VARIABLE + "SUPERUSER";
  private static final int HTTP = 8080;
  private static final int POSTGRES = 5432;

  private static final List<String> OPTIONS =
      List.of(
          "--env-file=deploy/compose/standby.env",
          "--env-file=deploy/compose/three-brokers.env",
          "--profile=standby",
          "--profile=three-brokers");

  // Any port: others may have theirs.
  private static final String ANY = "127.0.0.1:";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PLIMSOLL_COMPOSE_NAME", PROJECT,
          "PLIMSOLL_PLANNER_PORT", ANY,
          "PLIMSOLL_SYNC_PORTS", ANY,
          "PLIMSOLL_MATERIALIZER_PORTS", ANY,
          "PLIMSOLL_QUERY_PORTS", ANY,
          "PLIMSOLL_POSTGRES_PORT", ANY,
          "PLIMSOLL_STANDBY_PORT", ANY);

  private final Path root = Path.of(System.getProperty("plimsoll.root"));
  private final Path secrets = root.resolve("deploy/compose/secrets.d");
  private final Compose compose = new Compose(root, OPTIONS, ENVIRONMENT);
  private final HttpClient http = ApiClient.http();
  private final PostgresConnections connector;
  // Of which the others are copies.
  private String primary = "postgres";

  private ComposeSystem() {
    connector =
        new PostgresConnections(
            Map.of(
                PASSWORD,
                secret("postgres-password"),
                "PGSSLROOTCERT",
                secrets.resolve("ca").toString()));
  }

  /// Starts it anew, whatever an earlier test has left.
  static ComposeSystem start() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("plimsoll.root"));
    run(List.of(root.resolve("deploy/compose/secrets").toString()));
    ComposeSystem system = new ComposeSystem();
    system.compose.remove();
    system.compose.up();
    return system;
  }

  private static void run(List<String> line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(line + " failed: " + said);
    }
  }

  private String secret(String name) {
    try {
      return Files.readString(secrets.resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PlannerApi planner() {
    return new PlannerApi(client("planner-service"));
  }

  SyncApi sync() {
    return new SyncApi(client("sync-service"));
  }

  MaterializerApi materializer() {
    return new MaterializerApi(client("materializer-service"));
  }

  private ApiClient client(String service) {
    return new ApiClient(http, service, () -> address(service), () -> secret("token"));
  }

  // Each start of a container has a port of its own, and none in between.
  private URI address(String service) {
    try {
      return compose.published(service, HTTP);
    } catch (PlimsollException e) {
      throw new PlimsollException(ErrorCode.NOT_RUNNING, service + " has no port", e);
    }
  }

  /// More replicas, or less, beside what runs.
  void scale(String... scales) {
    compose.up(scales);
  }

  /// Containers of a service, those that do not run too.
  int replicas(String service) {
    return compose.containers(service).size();
  }

  /// SIGKILL of each container of a service; returns when all are healthy again.
  void killAndRestart(String service) {
    compose.kill(service);
    compose.start(service);
  }

  /// Ends the primary for good and has the standby take over, under the primary's name.
  void failOver() throws IOException, InterruptedException {
    compose.kill(primary);
    String standby = compose.containers("postgres-standby").getFirst();
    String network = PROJECT + "_plimsoll";
    run(List.of("docker", "network", "disconnect", network, standby));
    run(
        List.of(
            "docker",
            "network",
            "connect",
            "--alias=postgres",
            "--alias=postgres-standby",
            network,
            standby));
    compose.execute(
        "postgres-standby", "pg_ctl", "promote", "-w", "-D", "/var/lib/postgresql/data/main");
    primary = "postgres-standby";
  }

  /// A new, empty database.
  ///
  /// @return its address as the services see it, with a sealed password
  DatabaseAddress createDatabase(String name) throws SQLException {
    try (Connection connection = open("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + Identifiers.quote(name));
    }
    DatabaseAddress there =
        new DatabaseAddress(
            "postgres", POSTGRES, name, SUPERUSER, SslMode.VERIFY_FULL, CredentialReference.PGPASS);
    return there.with(
        SealedPassword.ofFile(secrets.resolve("key")).seal(secret("postgres-password"), there));
  }

  /// A session of the superuser, past the services.
  Connection open(String database) {
    URI published = compose.published(primary, POSTGRES);
    return connector.open(
        new DatabaseAddress(
            published.getHost(),
            published.getPort(),
            database,
            SUPERUSER,
            SslMode.VERIFY_FULL,
            new CredentialReference("env:" + PASSWORD)),
        "plimsoll system test");
  }

  /// A session on the services' own database.
  Connection openControl() {
    return open("plimsoll");
  }

  @Override
  public void close() {
    http.shutdownNow();
    compose.remove();
  }
}
