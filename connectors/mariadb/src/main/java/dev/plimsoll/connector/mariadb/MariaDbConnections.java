package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.HostAddress;

/// Factory of sessions on MariaDB and MySQL. The driver is configured field by field, without a URL
/// that could smuggle in parameters; the password never leaves this class.
public final class MariaDbConnections {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /// Login methods that do not reveal the password.
  private static final String AUTHENTICATION = "mysql_native_password,client_ed25519,parsec";

  /// Also the method that reveals it under TLS: for servers whose certificate is verified.
  private static final String VERIFIED_AUTHENTICATION = AUTHENTICATION + ",caching_sha2_password";

  /// File with the certificates, in PEM, of authorities that servers' certificates are verified
  /// against; without it, those that the JVM trusts.
  private static final String AUTHORITIES = "PLIMSOLL_MARIADB_CA";

  /// The driver fails on a configuration that did not begin as a URL.
  private static final String NOWHERE = "jdbc:mariadb://localhost/";

  private final Map<String, String> environment;

  /// @param environment in which credentials and the authorities' file are looked up
  public MariaDbConnections(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// A session ready to read.
  ///
  /// @param program as `performance_schema.session_connect_attrs` shows it
  /// @throws PlimsollException DATABASE_UNREACHABLE, AUTHENTICATION_FAILED, DATABASE_NOT_FOUND,
  ///     INSUFFICIENT_PRIVILEGE, CREDENTIAL_MISSING, CREDENTIAL_REFUSED, CREDENTIAL_UNREADABLE or
  ///     UNSUPPORTED_SERVER
  public MariaDbSession open(DatabaseAddress address, String program) {
    @Nullable String password = Credentials.resolve(address, environment);
    if (password == null) {
      throw new PlimsollException(
          ErrorCode.CREDENTIAL_MISSING,
          "a pgpass file is PostgreSQL's: refer to MariaDB's password by env:PLIMSOLL_PASSWORD_NAME,"
              + " file:/path or sealed");
    }
    @Nullable Connection connection = null;
    try {
      connection = connect(address, program, password);
      MariaDbSession session = MariaDbSession.prepare(connection);
      // From here on statements have no time limit.
      connection.setNetworkTimeout(Runnable::run, 0);
      return session;
    } catch (SQLException e) {
      close(connection);
      throw refusal(address, e);
    } catch (PlimsollException e) {
      close(connection);
      throw e;
    }
  }

  private Connection connect(DatabaseAddress address, String program, String password)
      throws SQLException {
    return switch (address.sslMode()) {
      case DISABLE -> connect(address, program, password, "disable");
      case PREFER -> {
        try {
          yield connect(address, program, password, "trust");
        } catch (SQLException e) {
          // The driver lacks "TLS if possible". A refused login is not tried twice.
          if (MariaDbErrors.code(e) != ErrorCode.CONNECTION_LOST) {
            throw e;
          }
          yield connect(address, program, password, "disable");
        }
      }
      case REQUIRE -> connect(address, program, password, "trust");
      case VERIFY_CA, VERIFY_FULL -> connect(address, program, password, address.sslMode().value());
    };
  }

  private Connection connect(
      DatabaseAddress address, String program, String password, String sslMode)
      throws SQLException {
    String host = address.host();
    return Driver.connect(
        Configuration.parse(NOWHERE).toBuilder()
            .addresses(
                HostAddress.from(
                    host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                    address.port()))
            .database(address.database())
            .user(address.user())
            .password(password)
            .sslMode(sslMode)
            .serverSslCert(environment.get(AUTHORITIES))
            .restrictedAuth(address.sslMode().verifies() ? VERIFIED_AUTHENTICATION : AUTHENTICATION)
            .connectTimeout((int) CONNECT_TIMEOUT.toMillis())
            // The listener may be no MariaDB, and wait for the client to begin.
            .socketTimeout((int) CONNECT_TIMEOUT.toMillis())
            // The kernel notices a vanished peer.
            .tcpKeepAlive(true)
            .connectionAttributes("program_name:" + program.replaceAll("[,:]", " "))
            // Binary rows.
            .useServerPrepStmts(true)
            .cachePrepStmts(false)
            // Numbers stay numbers.
            .tinyInt1isBit(false)
            .transformedBitIsBoolean(false)
            .yearIsDateType(false)
            // The server must neither redirect the client nor request its files.
            .permitRedirect(false)
            .allowLocalInfile(false)
            .allowMultiQueries(false)
            .dumpQueriesOnException(false)
            .build());
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is of no use anyway.
      }
    }
  }

  private static PlimsollException refusal(DatabaseAddress address, SQLException e) {
    String where = address.host() + ":" + address.port() + "/" + address.database();
    String reason = MariaDbErrors.reason(e);
    ErrorCode code = MariaDbErrors.code(e);
    return switch (code.known()) {
      case AUTHENTICATION_FAILED ->
          new PlimsollException(
              code, where + " refused the login of " + address.user() + ": " + reason, e);
      case DATABASE_NOT_FOUND, INSUFFICIENT_PRIVILEGE ->
          new PlimsollException(code, where + ": " + reason, e);
      case null, default ->
          new PlimsollException(ErrorCode.DATABASE_UNREACHABLE, where + ": " + reason, e);
    };
  }
}
