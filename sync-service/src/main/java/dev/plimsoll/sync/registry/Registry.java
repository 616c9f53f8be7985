package dev.plimsoll.sync.registry;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Registered databases, as the planner's topic has them.
@Singleton
public final class Registry {
  // An older event that comes late, or again, displaces no newer one.
  private static final String ENTER =
      """
      INSERT INTO known_database AS known
        (name, kind, uses, host, port, database, username, ssl_mode, credential, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE
      SET kind = excluded.kind, uses = excluded.uses, host = excluded.host, port = excluded.port,
          database = excluded.database, username = excluded.username,
          ssl_mode = excluded.ssl_mode, credential = excluded.credential,
          revision = excluded.revision, removed = false, known_since = now()
      WHERE known.revision < excluded.revision
      """;
  // The row stays, for the work under its name; the way to its password does not.
  private static final String REMOVE =
      """
      UPDATE known_database
      SET removed = true, credential = ?, revision = ?, known_since = now()
      WHERE name = ? AND revision < ?
      """;
  private static final String KNOWN =
      """
      SELECT name, kind, uses, host, port, database, username, ssl_mode, credential, revision
      FROM known_database WHERE NOT removed
      """;
  private static final String PAGE = KNOWN + "AND name > ? ORDER BY name LIMIT ?";
  private static final String ONE = KNOWN + "AND name = ?";

  private final SyncDatabase database;

  public Registry(SyncDatabase database) {
    this.database = database;
  }

  /// Enters an event of the planner; an old or repeated one changes nothing.
  public void enter(DatabaseEvent event) {
    switch (event) {
      case DatabaseEvent.Registered registered -> {
        DatabaseAddress address = registered.address();
        database.tell(
            connection ->
                Sql.of(
                        connection,
                        ENTER,
                        registered.name(),
                        registered.kind().name(),
                        registered.uses().stream().map(Enum::name).toArray(String[]::new),
                        address.host(),
                        address.port(),
                        address.database(),
                        address.user(),
                        address.sslMode().value(),
                        address.credential().value(),
                        registered.revision())
                    .update());
      }
      case DatabaseEvent.Removed removed ->
          database.tell(
              connection ->
                  Sql.of(
                          connection,
                          REMOVE,
                          CredentialReference.PGPASS.value(),
                          removed.revision(),
                          removed.name(),
                          removed.revision())
                      .update());
    }
  }

  /// In the order of names.
  ///
  /// @param after a name, which need not exist; empty for the first page
  public List<KnownDatabase> page(String after, int limit) {
    return database.ask(connection -> Sql.of(connection, PAGE, after, limit).list(Registry::read));
  }

  /// @throws PlimsollException NOT_FOUND
  public KnownDatabase get(String name) {
    return database
        .ask(connection -> Sql.of(connection, ONE, name).first(Registry::read))
        .orElseThrow(
            () -> PlimsollException.notFound("no database is registered as \"" + name + "\""));
  }

  /// Database to read from.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST where it is not registered as a source
  public KnownDatabase source(String name) {
    KnownDatabase known = get(name);
    if (!known.kind().isRead()) {
      throw PlimsollException.invalidRequest(
          "\"%s\" is a %s: it is loaded into, never read from"
              .formatted(name, known.kind().title()));
    }
    require(known, DatabaseUse.SOURCE);
    return known;
  }

  /// Database that is loaded batch by batch, and may hold a catalog.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST for a kind that is not loaded so, and
  ///     where it is not registered as a target
  public KnownDatabase loadedByBatches(String name) {
    return loaded(name, DatabaseKind.Loading.BATCHES);
  }

  /// Database that fetches whole files.
  ///
  /// @throws PlimsollException as [#loadedByBatches]
  public KnownDatabase loadedByFiles(String name) {
    return loaded(name, DatabaseKind.Loading.FILES);
  }

  private KnownDatabase loaded(String name, DatabaseKind.Loading wanted) {
    KnownDatabase known = get(name);
    DatabaseKind.Loading loading = known.kind().loading();
    if (loading != wanted) {
      throw PlimsollException.invalidRequest(
          "\"%s\" is a %s: %s"
              .formatted(
                  name,
                  known.kind().title(),
                  switch (loading) {
                    case BATCHES -> "it is loaded by ./plimsoll load run";
                    case FILES -> "it is loaded by ./plimsoll load redshift, and holds no catalog";
                    case NEVER -> "it is never loaded into, nor holds a catalog";
                  }));
    }
    require(known, DatabaseUse.TARGET);
    return known;
  }

  private static void require(KnownDatabase known, DatabaseUse use) {
    if (!known.uses().contains(use)) {
      throw PlimsollException.invalidRequest(
          "\"%s\" is not registered as a %s: ./plimsoll db edit %s --as %s"
              .formatted(known.name(), word(use), known.name(), uses(known, use)));
    }
  }

  private static String uses(KnownDatabase known, DatabaseUse more) {
    return Arrays.stream(DatabaseUse.values())
        .filter(use -> use == more || known.uses().contains(use))
        .map(Registry::word)
        .collect(Collectors.joining(","));
  }

  private static String word(DatabaseUse use) {
    return use.name().toLowerCase(Locale.ROOT);
  }

  private static KnownDatabase read(ResultSet row) throws SQLException {
    return new KnownDatabase(
        row.getString("name"),
        new DatabaseAddress(
            row.getString("host"),
            row.getInt("port"),
            row.getString("database"),
            row.getString("username"),
            SslMode.of(row.getString("ssl_mode")),
            new CredentialReference(row.getString("credential"))),
        DatabaseKind.valueOf(row.getString("kind")),
        Arrays.stream((String[]) row.getArray("uses").getArray())
            .map(DatabaseUse::valueOf)
            .toList(),
        row.getLong("revision"));
  }
}
