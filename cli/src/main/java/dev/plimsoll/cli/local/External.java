package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Kafka, PostgreSQL and S3 that are there already, by environment variables; the embedded stack
/// is then not started. All of the variables or none, but for `PLIMSOLL_S3_PATH_STYLE`,
/// `PLIMSOLL_S3_CA`, `PLIMSOLL_POSTGRES_SSLMODE` and `PLIMSOLL_POSTGRES_SSLROOTCERT`.
///
/// | variable | for example |
/// |---|---|
/// | `PLIMSOLL_KAFKA` | `broker1:9092,broker2:9092` |
/// | `PLIMSOLL_POSTGRES` | `db.example:5432/plimsoll` |
/// | `PLIMSOLL_POSTGRES_SSLMODE` | `verify-full`; without it `require`, on this machine `prefer` |
/// | `PLIMSOLL_POSTGRES_SSLROOTCERT` | `/etc/ssl/db-ca.pem` |
/// | `PLIMSOLL_PLANNER_PASSWORD`, `PLIMSOLL_SYNC_PASSWORD`, `PLIMSOLL_MATERIALIZER_PASSWORD` | of
/// the roles `plimsoll_planner` … |
/// | `PLIMSOLL_S3_ENDPOINT`, `_REGION`, `_BUCKET`, `_ACCESS_KEY`, `_SECRET_KEY`, `_PATH_STYLE` |
/// `https://s3.example` |
/// | `PLIMSOLL_S3_CA` | `/etc/ssl/s3-ca.pem`; services inherit it as it is |
///
/// Each role owns the schema of its name, as in the embedded stack.
final class External {
  private static final List<String> NEEDED =
      List.of(
          "PLIMSOLL_KAFKA",
          "PLIMSOLL_POSTGRES",
          "PLIMSOLL_PLANNER_PASSWORD",
          "PLIMSOLL_SYNC_PASSWORD",
          "PLIMSOLL_MATERIALIZER_PASSWORD",
          "PLIMSOLL_S3_ENDPOINT",
          "PLIMSOLL_S3_REGION",
          "PLIMSOLL_S3_BUCKET",
          "PLIMSOLL_S3_ACCESS_KEY",
          "PLIMSOLL_S3_SECRET_KEY");

  private static final Pattern POSTGRES =
      Pattern.compile(
          "(?:(?<host>[A-Za-z0-9._-]+)|\\[(?<v6>[0-9A-Fa-f:]+)]):(?<port>[0-9]{1,5})/(?<database>[A-Za-z0-9_-]+)");

  private static final int CONNECT_WITHIN_MILLIS = 5_000;
  private static final Pattern SERVER = Pattern.compile("\\[?([^\\[\\]]+)]?:(\\d{1,5})");
  private static final String MAY_CREATE_TABLES =
      """
      SELECT coalesce(has_schema_privilege(to_regnamespace(?), 'CREATE'), false)
      """;

  private static final String PASSWORD = Credentials.VARIABLE + "OF_ROLE";

  private External() {}

  static boolean isIn(Map<String, String> environment) {
    return NEEDED.stream().anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
  }

  static boolean isSecret(String variable) {
    return NEEDED.contains(variable)
        && (variable.endsWith("_PASSWORD") || variable.endsWith("_KEY"));
  }

  /// Empty when none of the variables is set.
  ///
  /// @throws PlimsollException USAGE when only some are set
  static Optional<Backends> of(Map<String, String> environment) {
    Map<String, String> set = new HashMap<>(environment);
    set.values().removeIf(String::isEmpty);
    if (NEEDED.stream().noneMatch(set::containsKey)) {
      return Optional.empty();
    }
    List<String> missing = NEEDED.stream().filter(name -> !set.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw PlimsollException.usage(
          "external Kafka, PostgreSQL and S3 are configured together; missing in the environment: "
              + String.join(", ", missing));
    }
    return Optional.of(
        new Backends(
            new Backends.Kafka(value(set, "PLIMSOLL_KAFKA"), Map.of()),
            postgres(set),
            Map.of(
                "plimsoll_planner", value(set, "PLIMSOLL_PLANNER_PASSWORD"),
                "plimsoll_sync", value(set, "PLIMSOLL_SYNC_PASSWORD"),
                "plimsoll_materializer", value(set, "PLIMSOLL_MATERIALIZER_PASSWORD")),
            new Backends.S3(
                value(set, "PLIMSOLL_S3_ENDPOINT"),
                value(set, "PLIMSOLL_S3_REGION"),
                value(set, "PLIMSOLL_S3_BUCKET"),
                value(set, "PLIMSOLL_S3_ACCESS_KEY"),
                value(set, "PLIMSOLL_S3_SECRET_KEY"),
                set.getOrDefault("PLIMSOLL_S3_PATH_STYLE", "false").equals("true"),
                null)));
  }

  private static Backends.Postgres postgres(Map<String, String> set) {
    String value = value(set, "PLIMSOLL_POSTGRES");
    Matcher matcher = POSTGRES.matcher(value);
    if (!matcher.matches()) {
      throw PlimsollException.usage("PLIMSOLL_POSTGRES must be HOST:PORT/DATABASE, not " + value);
    }
    String host = matcher.group("host") == null ? matcher.group("v6") : matcher.group("host");
    return new Backends.Postgres(
        host,
        Integer.parseInt(matcher.group("port")),
        matcher.group("database"),
        sslMode(set.get("PLIMSOLL_POSTGRES_SSLMODE"), host),
        set.get("PLIMSOLL_POSTGRES_SSLROOTCERT"));
  }

  private static SslMode sslMode(@Nullable String value, String host) {
    try {
      return value == null ? SslMode.usual(host) : SslMode.of(value);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(
          ErrorCode.USAGE,
          "PLIMSOLL_POSTGRES_SSLMODE must be disable, prefer, require, verify-ca or verify-full,"
              + " not "
              + value,
          e);
    }
  }

  private static String value(Map<String, String> set, String name) {
    return set.getOrDefault(name, "");
  }

  /// Checks Kafka and PostgreSQL before the services start, so that a defect is one message instead
  /// of one log a service. The sync service checks S3 in its readiness.
  ///
  /// @throws PlimsollException KAFKA_UNREACHABLE when no bootstrap server takes a connection, USAGE
  ///     when one is not HOST:PORT; as of [PostgresConnections#open] for each service's role;
  ///     INSUFFICIENT_PRIVILEGE when a role may not create tables in its schema
  static void check(Backends backends) {
    checkKafka(backends.kafka().bootstrap());
    Stream.of(ServiceName.values()).forEach(service -> checkRole(backends, service));
  }

  private static void checkKafka(String servers) {
    if (Arrays.stream(servers.split(",", -1)).map(String::strip).noneMatch(External::listens)) {
      throw new PlimsollException(
          ErrorCode.KAFKA_UNREACHABLE, "nothing takes a connection at " + servers);
    }
  }

  private static boolean listens(String server) {
    Matcher matcher = SERVER.matcher(server);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
      throw PlimsollException.usage(
          "PLIMSOLL_KAFKA must be HOST:PORT,HOST:PORT,..., not " + server);
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2))),
          CONNECT_WITHIN_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void checkRole(Backends backends, ServiceName service) {
    String role = service.role();
    if (role == null) {
      return;
    }
    Backends.Postgres postgres = backends.postgres();
    DatabaseAddress address =
        new DatabaseAddress(
            postgres.host(),
            postgres.port(),
            postgres.database(),
            role,
            postgres.sslMode(),
            new CredentialReference("env:" + PASSWORD));
    PostgresConnections connector =
        new PostgresConnections(
            Map.of(
                PASSWORD,
                backends.passwords().getOrDefault(role, ""),
                "PGSSLROOTCERT",
                Objects.requireNonNullElse(postgres.rootCertificate(), "")));
    try (Connection connection = connector.open(address, "plimsoll")) {
      if (!Sql.of(connection, MAY_CREATE_TABLES, service.value()).one(row -> row.getBoolean(1))) {
        throw new PlimsollException(
            ErrorCode.INSUFFICIENT_PRIVILEGE,
            "%s needs a schema %s in %s that it may create tables in"
                .formatted(role, service.value(), postgres.database()));
      }
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.DATABASE_UNREACHABLE, postgres + ": " + e.getMessage(), e);
    }
  }
}
