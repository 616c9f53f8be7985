package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.increment.Observation;
import dev.plimsoll.contracts.database.LikePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.WatermarkView;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Watermarks in this service's database. Each is held by one increment at a time. It moves when
/// that has ended: when it is announced and, with a target, loaded.
public final class Watermarks {
  private static final String OF_TABLE =
      """
      WHERE source = ? AND target = ? AND target_schema = ? AND schema_name = ? AND table_name = ?
        AND mode = ? AND column_name = ?
      """;

  private static final String FIND =
      """
      SELECT value, pending_value, pending_xmax, pending_transactions, columns, holder
      FROM watermark
      """
          + OF_TABLE;

  private static final String CREATE =
      """
      INSERT INTO watermark (source, target, target_schema, schema_name, table_name, mode, column_name)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String LOCK = FIND + "FOR UPDATE";

  // A holder that has ended holds the watermark no longer.
  private static final String IS_AT_WORK =
      """
      SELECT FROM extract_table t JOIN extract e ON e.id = t.extract_id
      WHERE t.id = ? AND t.state <> 'FAILED'
        AND t.state <> CASE WHEN e.target IS NULL THEN 'EXTRACTED' ELSE 'LOADED' END
      """;

  private static final String HOLD =
      """
      UPDATE watermark
      SET holder = ?, value = ?, pending_value = ?, pending_xmax = ?, pending_transactions = ?
      """
          + OF_TABLE;

  private static final String IS_HELD = "SELECT FROM watermark WHERE holder = ? FOR UPDATE";

  private static final String MOVE =
      """
      UPDATE watermark
      SET value = coalesce(?, value), columns = ?::jsonb, moved_at = clock_timestamp()
      WHERE holder = ?
      """;

  private static final String PAGE =
      """
      SELECT number, source, target, target_schema, schema_name, table_name, mode, column_name, value,
             pending_value, moved_at
      FROM watermark
      WHERE (?::text IS NULL OR source = ?) AND (?::text IS NULL OR target = ?)
        AND (?::text IS NULL OR schema_name || '.' || table_name LIKE ? ESCAPE '!')
        AND number > ?
      ORDER BY number LIMIT ?
      """;

  private Watermarks() {}

  // JSON has no type to read a bare list as.
  private record KnownColumns(List<Column> columns) {}

  /// {@link Watermark#NONE} where there was no increment yet.
  public static Watermark find(
      Connection connection, IncrementSettings options, QualifiedName table) throws SQLException {
    return Sql.of(connection, FIND, name(options, table))
        .first(Watermarks::watermark)
        .orElse(Watermark.NONE);
  }

  /// Gives the watermark to an increment that begins, in the transaction that plans it.
  ///
  /// @throws PlimsollException CONFLICT while another increment holds it, or when it has moved
  ///     since the plan
  public static void begin(Connection connection, UUID tableId, IncrementPlan plan)
      throws SQLException {
    IncrementSettings options = plan.options();
    QualifiedName table = plan.table().name();
    @Nullable Object[] name = name(options, table);
    Sql.of(connection, CREATE, name).update();
    Held held =
        Sql.of(connection, LOCK, name)
            .one(row -> new Held(row.getObject("holder", UUID.class), row.getString("value")));
    if (held.holder() != null
        && !held.holder().equals(tableId)
        && Sql.of(connection, IS_AT_WORK, held.holder()).exists()) {
      throw PlimsollException.conflict("another increment of " + table + " is under way");
    }
    if (!Objects.equals(held.value(), plan.from())) {
      throw PlimsollException.conflict("another increment of " + table + " has ended meanwhile");
    }
    Observation pending = plan.pending();
    Stream<@Nullable Object> values =
        Stream.of(
            tableId,
            plan.increment().low(),
            pending == null ? null : pending.value(),
            pending == null ? null : Long.toUnsignedString(pending.xmax()),
            pending == null ? null : pending.open().toArray(String[]::new));
    Sql.of(connection, HOLD, Stream.concat(values, Stream.of(name)).toArray()).update();
  }

  private record Held(@Nullable UUID holder, @Nullable String value) {}

  /// Requires that a failed increment may continue. Once another has begun in its place, older rows
  /// would come after newer ones.
  ///
  /// @throws PlimsollException CONFLICT
  public static void requireHeld(Connection connection, UUID tableId, QualifiedName table)
      throws SQLException {
    if (!Sql.of(connection, IS_HELD, tableId).exists()) {
      throw PlimsollException.conflict(
          "a later increment of " + table + " has taken this one's place");
    }
  }

  /// Moves the watermark over an increment that has ended. Idempotent.
  public static void move(
      Connection connection, UUID tableId, Increment increment, List<Column> columns)
      throws SQLException {
    Sql.of(connection, MOVE, increment.high(), Json.write(new KnownColumns(columns)), tableId)
        .update();
  }

  /// @param source null for any
  /// @param target null for any, empty for none
  /// @param table as of [LikePattern]; null for any
  /// @param after a watermark's number; 0 for the first page
  public static List<WatermarkView> page(
      Connection connection,
      @Nullable String source,
      @Nullable String target,
      @Nullable String table,
      long after,
      int limit)
      throws SQLException {
    String like = LikePattern.of(table);
    return Sql.of(connection, PAGE, source, source, target, target, like, like, after, limit)
        .list(Watermarks::view);
  }

  private static WatermarkView view(ResultSet row) throws SQLException {
    String targetSchema = absent(row.getString("target_schema"));
    return new WatermarkView(
        row.getLong("number"),
        row.getString("source"),
        absent(row.getString("target")),
        new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
        targetSchema == null ? null : new QualifiedName(targetSchema, row.getString("table_name")),
        row.getString("mode"),
        absent(row.getString("column_name")),
        row.getString("value"),
        row.getString("pending_value"),
        Columns.instantOrNull(row, "moved_at"));
  }

  private static @Nullable String absent(String name) {
    return name.isEmpty() ? null : name;
  }

  // A watermark without a target, or a column, has the empty string for it: NULLs are no key.
  private static @Nullable Object[] name(IncrementSettings options, QualifiedName table) {
    return Sql.row(
        options.source(),
        orEmpty(options.target()),
        orEmpty(options.schemas().schema(table)),
        table.schema(),
        table.name(),
        options.mode().value(),
        orEmpty(options.column()));
  }

  private static String orEmpty(@Nullable String name) {
    return name == null ? "" : name;
  }

  private static Watermark watermark(ResultSet row) throws SQLException {
    String columns = row.getString("columns");
    return new Watermark(
        row.getString("value"),
        pending(row),
        columns == null ? List.of() : Json.read(columns, KnownColumns.class).columns());
  }

  private static @Nullable Observation pending(ResultSet row) throws SQLException {
    String value = row.getString("pending_value");
    String xmax = row.getString("pending_xmax");
    return value == null || xmax == null
        ? null
        : new Observation(
            value,
            Long.parseUnsignedLong(xmax),
            new TreeSet<>(Columns.texts(row, "pending_transactions")));
  }
}
