package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Log of registration changes. In the caller's transaction.
@ApplicationScoped
public class DatabaseChanges {
  private static final String ADD =
      """
      INSERT INTO database_changes
        (database, edition, at, changed_by, reason, registration, request)
      VALUES (?, ?, ?, ?, ?, ?, sha256(convert_to(?, 'UTF8')))
      """;
  private static final String LATEST =
      """
      SELECT edition, at, changed_by, reason, registration FROM database_changes
      WHERE database = ? AND edition < ? ORDER BY id DESC LIMIT ?
      """;
  private static final String IS_LATEST =
      """
      SELECT FROM database_changes
      WHERE database = ? AND edition = ? AND request = sha256(convert_to(?, 'UTF8'))
      """;

  private final Session entities;
  private final Clock clock;

  public DatabaseChanges(Session entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /// @param request of [RegistrationEdit#request]; null for a removal
  /// @param now new registration without its password; null where it was removed
  void add(
      DatabaseEntity database,
      @Nullable DatabaseRegistration now,
      RegistrationEdit edit,
      @Nullable String request) {
    entities.flush();
    entities.doWork(
        connection ->
            Sql.of(
                    connection,
                    ADD,
                    database.name(),
                    database.edition(),
                    OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC),
                    edit.by(),
                    edit.reason(),
                    now == null ? null : Json.write(now),
                    request)
                .update());
  }

  /// Whether this very request has made the present edition.
  boolean isLatest(DatabaseEntity database, String request) {
    return entities.doReturningWork(
        connection ->
            Sql.of(connection, IS_LATEST, database.name(), database.edition(), request).exists());
  }

  /// Newest first; also for a name that is no longer registered.
  ///
  /// @param after of editions below this one
  @Transactional
  public List<DatabaseChange> latest(String name, long after, int limit) {
    return entities.doReturningWork(
        connection -> Sql.of(connection, LATEST, name, after, limit).list(DatabaseChanges::read));
  }

  private static DatabaseChange read(ResultSet row) throws SQLException {
    @Nullable String registration = row.getString("registration");
    return new DatabaseChange(
        row.getLong("edition"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("changed_by"),
        row.getString("reason"),
        registration == null ? null : Json.read(registration, DatabaseRegistration.class));
  }
}
