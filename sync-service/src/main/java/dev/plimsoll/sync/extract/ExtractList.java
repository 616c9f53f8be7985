package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.LikePattern;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.postgres.statement.RowMapper;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists of extracts, and of loads, which are stored as extracts that load others.
public final class ExtractList {
  /// What the view of an extract or a load is made of, from `extract e`.
  public static final String COLUMNS = "e.id, e.loads, e.source, e.target, e.started_at";

  // A state is what ExtractViews makes of the tables and their commits to Iceberg.
  private static final String PAGE =
      """
      SELECT %s FROM extract e
      WHERE (e.loads IS NOT NULL) = ? AND e.id BETWEEN ? AND ?
        AND (?::uuid IS NULL OR (e.started_at, e.id) <
          (SELECT last.started_at, last.id FROM extract last WHERE last.id = ?))
        AND (?::text IS NULL OR e.source = ?)
        AND (?::text IS NULL OR e.target = ?)
        AND (?::text IS NULL OR EXISTS (
          SELECT FROM extract_table t
          WHERE t.extract_id = e.id AND t.schema_name || '.' || t.table_name LIKE ? ESCAPE '!'))
        AND (?::text IS NULL OR ? = (
          SELECT CASE
              WHEN bool_or(t.state <> 'FAILED'
                AND (t.state <> CASE WHEN e.target IS NULL THEN 'EXTRACTED' ELSE 'LOADED' END
                  OR i.state IN ('WAITING', 'COMMITTING'))) THEN 'RUNNING'
              WHEN bool_or(t.state = 'FAILED' OR i.state = 'FAILED') THEN 'FAILED'
              ELSE 'DONE' END
          FROM extract_table t LEFT JOIN iceberg_commit i ON i.table_id = t.id
          WHERE t.extract_id = e.id))
      ORDER BY e.started_at DESC, e.id DESC LIMIT ?
      """
          .formatted(COLUMNS);

  private static final String IS_THERE = "SELECT FROM extract WHERE id = ?";

  private ExtractList() {}

  /// What is listed; null for any.
  ///
  /// @param table as of [LikePattern]; one such table is enough
  public record Filter(
      IdBeginning ids,
      @Nullable String source,
      @Nullable String target,
      @Nullable String table,
      ExtractView.@Nullable State state) {}

  /// The latest first.
  ///
  /// @param loads loads of files, or extracts
  /// @param after the last one of the page before; null for the first page
  /// @throws PlimsollException NOT_FOUND for the one before
  public static <T> List<T> page(
      Connection connection,
      boolean loads,
      Filter filter,
      @Nullable UUID after,
      int limit,
      RowMapper<T> mapper)
      throws SQLException {
    if (after != null && !Sql.of(connection, IS_THERE, after).exists()) {
      throw PlimsollException.notFound("there is no " + (loads ? "load " : "extract ") + after);
    }
    String table = LikePattern.of(filter.table());
    String state = filter.state() == null ? null : filter.state().name();
    return Sql.of(
            connection,
            PAGE,
            loads,
            filter.ids().first(),
            filter.ids().last(),
            after,
            after,
            filter.source(),
            filter.source(),
            filter.target(),
            filter.target(),
            table,
            table,
            state,
            state,
            limit)
        .list(mapper);
  }
}
