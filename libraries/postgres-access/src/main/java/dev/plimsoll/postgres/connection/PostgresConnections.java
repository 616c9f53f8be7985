package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.util.GT;

/// Factory of connections by address. The URL is built from checked fields, so no parameter can be
/// smuggled in; the password never leaves this class.
///
/// A server whose certificate is not verified may only ask for SCRAM, unless `PGREQUIREAUTH` says
/// otherwise. That variable, `PGCHANNELBINDING`, `PGSSLROOTCERT`, `PGSSLCERT` and `PGSSLKEY` have
/// libpq's meaning for every connection.
public final class PostgresConnections {
  private static final int CONNECT_TIMEOUT_SECONDS = 10;
  private static final Duration LOOK = Duration.ofMinutes(1);

  // Under the role's or database's own search_path, another user's function or operator could be
  // found and run with our role's rights.
  private static final String PIN = "SET search_path = pg_catalog, pg_temp";
  private static final String NOT_KNOWN_THERE = "42";

  // Login methods for an unverified server: it learns nothing that it could reuse or crack. MD5 can
  // be cracked.
  private static final String UNPROVEN = "scram-sha-256,none";

  // The driver's message is localized.
  private static final String NO_TLS = GT.tr("The server does not support SSL.");

  // libpq's variables and pgjdbc's properties.
  private static final Map<String, String> OF_LIBPQ =
      Map.of(
          "PGREQUIREAUTH", "requireAuth",
          "PGCHANNELBINDING", "channelBinding",
          "PGSSLROOTCERT", "sslrootcert",
          "PGSSLCERT", "sslcert",
          "PGSSLKEY", "sslkey");

  private final Map<String, String> environment;
  private final boolean pinned;
  private final Duration answerWithin;
  private final Driver driver = new Driver();

  /// @param environment in which credentials are looked up
  public PostgresConnections(Map<String, String> environment) {
    this(environment, false, Duration.ZERO);
  }

  private PostgresConnections(
      Map<String, String> environment, boolean pinned, Duration answerWithin) {
    this.environment = Map.copyOf(environment);
    this.pinned = pinned;
    this.answerWithin = answerWithin;
  }

  /// A copy whose sessions find names in `pg_catalog` only, whatever the `search_path` of role and
  /// database. Other names need their schema.
  public PostgresConnections pinned() {
    return new PostgresConnections(environment, true, answerWithin);
  }

  /// A copy whose sessions break after a silence of the server: for quick looks that others wait
  /// for. A frozen server or a broken network would block them for hours.
  ///
  /// @param silence whole seconds, more than any of their statements takes
  public PostgresConnections answeringWithin(Duration silence) {
    return new PostgresConnections(environment, pinned, silence);
  }

  /// A copy for short looks, one database after the other: a frozen server keeps the next one
  /// waiting for a minute at most.
  public PostgresConnections forLooks() {
    return answeringWithin(LOOK);
  }

  /// A copy whose sessions keep their role's `search_path`, for statements written by others.
  public PostgresConnections byRolesPath() {
    return new PostgresConnections(environment, false, answerWithin);
  }

  /// Restricts a session to `pg_catalog`, for example after a DISCARD ALL.
  public static void pin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(PIN);
    }
  }

  /// A new connection, auto-commit on.
  ///
  /// @param applicationName as `pg_stat_activity` shows it
  /// @throws PlimsollException DATABASE_UNREACHABLE, AUTHENTICATION_FAILED, DATABASE_NOT_FOUND,
  ///     INSUFFICIENT_PRIVILEGE, CREDENTIAL_MISSING, CREDENTIAL_REFUSED or CREDENTIAL_UNREADABLE
  public Connection open(DatabaseAddress address, String applicationName) {
    return open(address, address.database(), applicationName);
  }

  /// As above, to another database of the same server.
  public Connection open(DatabaseAddress address, String database, String applicationName) {
    return open(address, database, Credentials.resolve(address, environment), applicationName);
  }

  /// As [#open(DatabaseAddress, String)], to the same database on a standby, by the login of its
  /// primary.
  public Connection open(DatabaseAddress primary, StandbyAddress standby, String applicationName) {
    // A sealed password is bound to the primary.
    return open(
        primary.on(standby),
        primary.database(),
        Credentials.resolve(primary, environment),
        applicationName);
  }

  private Connection open(
      DatabaseAddress address, String database, @Nullable String password, String applicationName) {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("sslmode", address.sslMode().value());
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
    properties.setProperty("loginTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
    // The kernel notices a vanished peer, however long a statement takes.
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("socketTimeout", Long.toString(answerWithin.toSeconds()));
    // Exceptions are logged, and the detail quotes rows.
    properties.setProperty("logServerErrorDetail", "false");
    if (!address.sslMode().verifies()) {
      properties.setProperty("requireAuth", UNPROVEN);
    }
    OF_LIBPQ.forEach(
        (variable, property) -> {
          String value = environment.getOrDefault(variable, "");
          if (!value.isEmpty()) {
            properties.setProperty(property, value);
          }
        });
    if (password != null) {
      properties.setProperty("password", password);
    }
    try {
      Connection connection = driver.connect(url(address, database), properties);
      if (connection == null) {
        throw new IllegalStateException("the driver does not know its own URL");
      }
      if (pinned) {
        pin(connection);
      }
      compileNothing(connection);
      return connection;
    } catch (SQLException e) {
      throw refusal(address, database, e);
    }
  }

  // Costs of queries on catalogs and queues are overestimated: JIT would take a hundred times as
  // long as the query. Not in the startup packet, where poolers refuse unknown settings.
  private static void compileNothing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET jit = off");
    } catch (SQLException e) {
      // PostgreSQL-like servers may lack the setting.
      String state = e.getSQLState();
      if (state == null || !state.startsWith(NOT_KNOWN_THERE)) {
        throw e;
      }
    }
  }

  static String url(DatabaseAddress address, String database) {
    String host = address.host();
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String encoded = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return "jdbc:postgresql://%s:%s/%s".formatted(bracketed, address.port(), encoded);
  }

  private static PlimsollException refusal(
      DatabaseAddress address, String database, SQLException e) {
    String where = address.host() + ":" + address.port() + "/" + database;
    @Nullable String state = e.getSQLState();
    // pgjdbc reports an empty password as a rejected connection, without asking the server.
    boolean noPassword = "08004".equals(state) && !NO_TLS.equals(e.getMessage());
    ErrorCode code = noPassword ? ErrorCode.AUTHENTICATION_FAILED : SqlStates.errorCode(e);
    return switch (code.known()) {
      case AUTHENTICATION_FAILED ->
          new PlimsollException(
              code, where + " refused the login of " + address.user() + ": " + reason(e), e);
      case DATABASE_NOT_FOUND, INSUFFICIENT_PRIVILEGE ->
          new PlimsollException(code, where + ": " + reason(e), e);
      case null, default ->
          new PlimsollException(ErrorCode.DATABASE_UNREACHABLE, where + ": " + reason(e), e);
    };
  }

  private static String reason(SQLException e) {
    if (e.getCause() instanceof UnknownHostException) {
      return "its host is not known";
    }
    if (NO_TLS.equals(e.getMessage())) {
      return "the server speaks no TLS, which sslmode asks for";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
