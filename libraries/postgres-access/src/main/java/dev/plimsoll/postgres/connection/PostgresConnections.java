package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.database.DatabaseAddress;
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

/// Opens connections to a database by its address. The URL is built from checked fields, so no
/// parameter can be smuggled in; the password never leaves this class.
///
/// A server that has not proven who it is (`verify-ca`, `verify-full`) is answered SCRAM alone,
/// unless `PGREQUIREAUTH` says otherwise. That variable, `PGCHANNELBINDING`, `PGSSLROOTCERT`,
/// `PGSSLCERT` and `PGSSLKEY` mean what they mean to libpq, for every connection.
public final class PostgresConnections {
  private static final int CONNECT_TIMEOUT_SECONDS = 10;

  // A name that is looked up along a role's or database's own search_path may be found in a schema
  // where somebody else has put an operator or a function of his: it would run as our role.
  private static final String PIN = "SET search_path = pg_catalog, pg_temp";
  private static final String NOT_KNOWN_THERE = "42";

  // How to log in where the server has not proven who it is: it is shown nothing that it could use
  // elsewhere, or find the password from. MD5 is a guess away from it.
  private static final String UNPROVEN = "scram-sha-256,none";

  // In the words of the driver, which come in many languages.
  private static final String NO_TLS = GT.tr("The server does not support SSL.");

  // Of the same name and meaning as for libpq, and pgjdbc's own for it.
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

  /// @param environment that credentials are looked up in
  public PostgresConnections(Map<String, String> environment) {
    this(environment, false, Duration.ZERO);
  }

  private PostgresConnections(
      Map<String, String> environment, boolean pinned, Duration answerWithin) {
    this.environment = Map.copyOf(environment);
    this.pinned = pinned;
    this.answerWithin = answerWithin;
  }

  /// The same, but its sessions find names in `pg_catalog` alone, whatever `search_path` the role
  /// or the database has. All else has to be written with its schema.
  public PostgresConnections pinned() {
    return new PostgresConnections(environment, true, answerWithin);
  }

  /// The same, but its sessions break where a server says nothing for so long: for looks that
  /// others wait behind. A kernel that answers for a server which is frozen, or a way that swallows
  /// everything, would hold them for hours.
  ///
  /// @param silence whole seconds, more than any statement of theirs may take
  public PostgresConnections answeringWithin(Duration silence) {
    return new PostgresConnections(environment, pinned, silence);
  }

  /// The same, but its sessions find names along the path of their role, for others' statements.
  public PostgresConnections byRolesPath() {
    return new PostgresConnections(environment, false, answerWithin);
  }

  /// Finds names in `pg_catalog` alone, also after a DISCARD ALL.
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

  /// The same to another database of the address's server, by the same user.
  ///
  /// @throws PlimsollException as the other
  public Connection open(DatabaseAddress address, String database, String applicationName) {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("sslmode", address.sslMode().value());
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
    properties.setProperty("loginTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
    // A peer that vanished without a word is noticed by the kernel, however long a statement takes.
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("socketTimeout", Long.toString(answerWithin.toSeconds()));
    // An exception's text ends in logs, and its detail quotes rows. Who needs that asks for it.
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
    String password = Credentials.resolve(address, environment);
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

  /// Of the catalog, as of queues, statements are estimated far too high: compiling them takes a
  /// hundred times as long as they do. Not in the startup packet: poolers refuse what they do not
  /// know there.
  private static void compileNothing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET jit = off");
    } catch (SQLException e) {
      // A server that is like PostgreSQL, and has no such setting.
      String state = e.getSQLState();
      if (state == null || !state.startsWith(NOT_KNOWN_THERE)) {
        throw e;
      }
    }
  }

  static String url(DatabaseAddress address, String database) {
    String host = address.host();
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "jdbc:postgresql://"
        + bracketed
        + ":"
        + address.port()
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static PlimsollException refusal(
      DatabaseAddress address, String database, SQLException e) {
    String where = address.host() + ":" + address.port() + "/" + database;
    @Nullable String state = e.getSQLState();
    // pgjdbc reports an empty password as a connection rejected, before it asks the server.
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
