package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.SealedPassword;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Database of the searched tables: one on the embedded PostgreSQL, which has no pgvector, or
/// somebody's own. They are in a schema of their own, which is dropped at the end.
final class KnnDatabase implements AutoCloseable {
  /// Name by which it is registered.
  static final String NAME = "bench_knn";

  private static final String APPLICATION = "plimsoll bench";
  private static final String PGVECTOR =
      """
      SELECT n.nspname, e.extversion FROM pg_catalog.pg_extension e
      JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'
      """;

  private final DatabaseAddress address;
  private final Supplier<Connection> sessions;
  private final String schema =
      "plimsoll_bench_knn_" + UUID.randomUUID().toString().substring(0, 8);
  private final VectorType type;
  private final @Nullable String pgvector;

  private KnnDatabase(DatabaseAddress address, Supplier<Connection> sessions) throws SQLException {
    this.address = address;
    this.sessions = sessions;
    try (Connection connection = open()) {
      @Nullable Extension extension =
          Sql.of(connection, PGVECTOR)
              .first(row -> new Extension(row.getString(1), row.getString(2)))
              .orElse(null);
      this.type = extension == null ? VectorType.REAL_ARRAY : new VectorType(extension.schema());
      this.pgvector = extension == null ? null : extension.version();
      BenchDatabase.execute(connection, "CREATE SCHEMA " + Identifiers.quote(schema));
    }
  }

  private record Extension(String schema, String version) {}

  static KnnDatabase on(BenchDatabase database) throws SQLException {
    return new KnnDatabase(database.address(), database::open);
  }

  /// @param key by which a password is sealed for the services
  static KnnDatabase own(ResolvedAddress own, SealedPassword key) throws SQLException {
    return new KnnDatabase(forServices(own, key), () -> own.open(APPLICATION));
  }

  // Services have neither this process's variables nor its service entries.
  private static DatabaseAddress forServices(ResolvedAddress own, SealedPassword key) {
    DatabaseAddress found = own.address();
    if (found.credential().equals(CredentialReference.PGPASS)) {
      return found;
    }
    @Nullable String password = Credentials.resolve(found, own.environment());
    return password == null ? found : found.with(key.seal(password, found));
  }

  /// As the services are to use it.
  DatabaseAddress address() {
    return address;
  }

  VectorType type() {
    return type;
  }

  /// Version of pgvector; null where the database lacks it.
  @Nullable String pgvector() {
    return pgvector;
  }

  Connection open() {
    return sessions.get();
  }

  DataSource sessions() {
    return new NewSessions(sessions);
  }

  QualifiedName table(String name) {
    return new QualifiedName(schema, name);
  }

  String serverVersion() throws SQLException {
    try (Connection connection = open()) {
      return Sql.of(connection, "SHOW server_version").one(row -> row.getString(1));
    }
  }

  Map<String, String> serverSettings() throws SQLException {
    try (Connection connection = open()) {
      return BenchDatabase.settings(connection);
    }
  }

  @Override
  public void close() throws SQLException {
    try (Connection connection = open()) {
      BenchDatabase.execute(
          connection, "DROP SCHEMA %s CASCADE".formatted(Identifiers.quote(schema)));
    }
  }
}
