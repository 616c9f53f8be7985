package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
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
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Tries external Kafka and PostgreSQL before the services do: what is wrong is then one
/// message and not the ends of four logs. S3 is tried by sync-service, which says so when asked
/// whether it is ready.
final class ExternalCheck {
  private static final int CONNECT_WITHIN_MILLIS = 5_000;
  private static final Pattern SERVER = Pattern.compile("\\[?([^\\[\\]]+)]?:(\\d{1,5})");
  private static final String MAY_CREATE_TABLES =
      """
      SELECT coalesce(has_schema_privilege(to_regnamespace(?), 'CREATE'), false)
      """;

  private static final String PASSWORD = Credentials.VARIABLE + "OF_ROLE";

  private ExternalCheck() {}

  /// @throws PlimsollException KAFKA_UNREACHABLE when no bootstrap server takes a connection, USAGE
  ///     when one is not HOST:PORT; as of [PostgresConnections#open] for each service's role;
  ///     INSUFFICIENT_PRIVILEGE when a role may not create tables in its schema
  static void run(Backends backends) {
    checkKafka(backends.kafka().bootstrap());
    Stream.of(ServiceName.values()).forEach(service -> checkRole(backends, service));
  }

  private static void checkKafka(String servers) {
    boolean reached =
        Arrays.stream(servers.split(",", -1)).map(String::strip).anyMatch(ExternalCheck::listens);
    if (!reached) {
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
