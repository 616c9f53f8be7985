package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.increment.Observation;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.WatermarkView;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How far the increments are, in this service's database. A watermark is held by one increment at
/// a time, and moves when that has ended: it is announced and, with a target, loaded.
public final class Watermarks {
  private static final String OF_TABLE =
      """
      FROM watermark
      WHERE source = ? AND target = ? AND target_schema = ? AND schema_name = ? AND table_name = ?
        AND mode = ? AND column_name = ?
      """;

  private static final String FIND = "SELECT * " + OF_TABLE;

  private static final String CREATE =
      """
      INSERT INTO watermark (source, target, target_schema, schema_name, table_name, mode, column_name)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String LOCK = "SELECT * " + OF_TABLE + " FOR UPDATE";

  // A holder that has ended holds nothing any more.
  private static final String IS_AT_WORK =
      """
      SELECT EXISTS (
        SELECT FROM extract_table t JOIN extract e ON e.id = t.extract_id
        WHERE t.id = ? AND t.state <> 'FAILED'
          AND t.state <> CASE WHEN e.target IS NULL THEN 'EXTRACTED' ELSE 'LOADED' END)
      """;

  private static final String HOLD =
      """
      UPDATE watermark
      SET holder = ?, value = ?, pending_value = ?, pending_xmax = ?, pending_transactions = ?
      WHERE source = ? AND target = ? AND target_schema = ? AND schema_name = ? AND table_name = ?
        AND mode = ? AND column_name = ?
      """;

  private static final String IS_HELD = "SELECT FROM watermark WHERE holder = ? FOR UPDATE";

  private static final String MOVE =
      """
      UPDATE watermark
      SET value = coalesce(?, value), columns = ?::jsonb, moved_at = clock_timestamp()
      WHERE holder = ?
      """;

  private static final String ALL =
      """
      SELECT * FROM watermark
      ORDER BY source, target, target_schema, schema_name, table_name, mode, column_name
      """;

  private Watermarks() {}

  // A list by itself has no type to be read as.
  private record KnownColumns(List<Column> columns) {}

  /// {@link Watermark#NONE} where there was no increment yet.
  public static Watermark find(
      Connection connection, IncrementSettings options, QualifiedName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      name(statement, 1, options, table);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? watermark(row) : Watermark.NONE;
      }
    }
  }

  /// Gives the watermark to an increment that begins, in the transaction that plans it.
  ///
  /// @throws PlimsollException CONFLICT while another increment holds it, or when it has moved
  ///     since the plan
  public static void begin(Connection connection, UUID tableId, IncrementPlan plan)
      throws SQLException {
    IncrementSettings options = plan.options();
    QualifiedName table = plan.table().name();
    try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
      name(statement, 1, options, table);
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      name(statement, 1, options, table);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        UUID holder = row.getObject("holder", UUID.class);
        if (holder != null && !holder.equals(tableId) && isAtWork(connection, holder)) {
          throw PlimsollException.conflict("another increment of " + table + " is under way");
        }
        if (!Objects.equals(row.getString("value"), plan.from())) {
          throw PlimsollException.conflict(
              "another increment of " + table + " has ended meanwhile");
        }
      }
    }
    Observation pending = plan.pending();
    try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
      statement.setObject(1, tableId);
      statement.setString(2, plan.increment().low());
      statement.setString(3, pending == null ? null : pending.value());
      statement.setString(4, pending == null ? null : Long.toUnsignedString(pending.xmax()));
      statement.setArray(
          5, pending == null ? null : connection.createArrayOf("text", pending.open().toArray()));
      name(statement, 6, options, table);
      statement.executeUpdate();
    }
  }

  /// Before a failed increment goes on. Once another has begun in its place, older rows would come
  /// after newer ones.
  ///
  /// @throws PlimsollException CONFLICT
  public static void requireHeld(Connection connection, UUID tableId, QualifiedName table)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(IS_HELD)) {
      statement.setObject(1, tableId);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw PlimsollException.conflict(
              "a later increment of " + table + " has taken this one's place");
        }
      }
    }
  }

  /// Moves the watermark over an increment that has ended. Said twice, it is the same.
  public static void move(
      Connection connection, UUID tableId, Increment increment, List<Column> columns)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
      statement.setString(1, increment.high());
      statement.setString(2, Json.write(new KnownColumns(columns)));
      statement.setObject(3, tableId);
      statement.executeUpdate();
    }
  }

  public static List<WatermarkView> all(Connection connection) throws SQLException {
    List<WatermarkView> views = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        OffsetDateTime movedAt = row.getObject("moved_at", OffsetDateTime.class);
        views.add(
            new WatermarkView(
                row.getString("source"),
                absent(row.getString("target")),
                new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
                targetTable(row),
                row.getString("mode"),
                absent(row.getString("column_name")),
                row.getString("value"),
                row.getString("pending_value"),
                movedAt == null ? null : movedAt.toInstant()));
      }
    }
    return views;
  }

  private static @Nullable QualifiedName targetTable(ResultSet row) throws SQLException {
    String schema = absent(row.getString("target_schema"));
    return schema == null ? null : new QualifiedName(schema, row.getString("table_name"));
  }

  private static @Nullable String absent(String name) {
    return name.isEmpty() ? null : name;
  }

  private static boolean isAtWork(Connection connection, UUID tableId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(IS_AT_WORK)) {
      statement.setObject(1, tableId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static void name(
      PreparedStatement statement, int first, IncrementSettings options, QualifiedName table)
      throws SQLException {
    statement.setString(first, options.source());
    statement.setString(first + 1, options.target() == null ? "" : options.target());
    String schema = options.schemas().schema(table);
    statement.setString(first + 2, schema == null ? "" : schema);
    statement.setString(first + 3, table.schema());
    statement.setString(first + 4, table.name());
    statement.setString(first + 5, options.mode().value());
    statement.setString(first + 6, options.column() == null ? "" : options.column());
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
            value, Long.parseUnsignedLong(xmax), texts(row.getArray("pending_transactions")));
  }

  private static Set<String> texts(@Nullable Array array) throws SQLException {
    Set<String> texts = new TreeSet<>();
    if (array != null) {
      Arrays.stream((Object[]) array.getArray()).map(String::valueOf).forEach(texts::add);
    }
    return texts;
  }
}
