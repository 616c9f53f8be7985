package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.SourceRelation;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reader of tables from the `information_schema` of MariaDB or MySQL, whose databases are schemas
/// here.
public record MariaDbCatalog(MariaDbSession session) {
  private static final String RELATIONS =
      """
      SELECT table_schema AS db, table_name AS tbl,
             table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AS is_table
      FROM information_schema.tables
      WHERE table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
        AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
      ORDER BY table_schema, table_name
      """;

  private static final String RELATION =
      """
      SELECT t.engine AS engine, coalesce(t.table_rows, 0) AS estimated_rows,
             coalesce(t.data_length, 0) AS data_bytes,
             coalesce(e.transactions, 'NO') AS transactions
      FROM information_schema.tables t
      LEFT JOIN information_schema.engines e ON e.engine = t.engine
      WHERE t.table_schema = ? AND t.table_name = ?
      """;

  private static final String COLUMNS =
      """
      SELECT column_name AS name, data_type AS data_type, column_type AS column_type,
             coalesce(character_maximum_length, 0) AS length,
             coalesce(numeric_precision, 0) AS digits, coalesce(numeric_scale, 0) AS scale,
             coalesce(datetime_precision, 0) AS fraction, is_nullable = 'NO' AS not_null,
             coalesce(character_set_name, '') AS charset,
             coalesce(collation_name, '') AS collation
      FROM information_schema.columns
      WHERE table_schema = ? AND table_name = ?
      ORDER BY ordinal_position
      """;

  // MariaDB's JSON is text with this check, made by the server itself.
  private static final String JSON_CHECKS =
      """
      SELECT check_clause AS name
      FROM information_schema.check_constraints
      WHERE constraint_schema = ? AND table_name = ? AND check_clause LIKE 'json\\_valid(%)'
      """;

  // An index over a column prefix, an expression or a nullable column gives no key.
  private static final String KEYS =
      """
      SELECT index_name AS key_name, column_name AS name,
             sub_part IS NULL AND nullable = '' AND column_name IS NOT NULL AS usable
      FROM information_schema.statistics
      WHERE table_schema = ? AND table_name = ? AND non_unique = 0
      ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index
      """;

  // Indexes that begin with a column, the narrowest first.
  private static final String INDEXES_OF_COLUMN =
      """
      SELECT index_name AS name
      FROM information_schema.statistics
      WHERE table_schema = ? AND table_name = ? AND index_type = 'BTREE'
      GROUP BY index_name
      HAVING max(seq_in_index = 1 AND column_name = ? AND sub_part IS NULL)
      ORDER BY count(*), index_name
      LIMIT 1
      """;

  // MariaDB writes the default NULL as that word and quotes text; MySQL writes none.
  private static final String FILLED =
      """
      SELECT column_name AS name
      FROM information_schema.columns
      WHERE table_schema = ? AND table_name = ?
        AND (coalesce(column_default, 'NULL') <> 'NULL' OR extra LIKE '%auto_increment%'
             OR extra LIKE '%GENERATED%')
      """;

  /// Whether the role can read any table.
  public boolean seesTables() {
    return !relations().isEmpty();
  }

  private List<SourceRelation> relations() {
    return session.list(
        RELATIONS,
        row ->
            new SourceRelation(
                new QualifiedName(row.getString("db"), row.getString("tbl")),
                row.getBoolean("is_table")));
  }

  /// The tables that match the patterns, each once, sorted by name; views by exact names only.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND for no match at all
  public List<QualifiedName> find(List<TablePattern> patterns) {
    return SourceRelation.named(relations(), patterns);
  }

  /// One table, ready to be read.
  ///
  /// @param unmapped what becomes of columns whose types have no mapping
  public MariaDbTable read(QualifiedName name, UnmappedTypes unmapped) {
    return read(name, unmapped, _ -> false);
  }

  /// One table, ready to be read.
  ///
  /// @param unmapped what becomes of columns whose types have no mapping
  /// @param asText names of the columns that are to be kept as text, whatever their types
  /// @throws PlimsollException TABLE_NOT_FOUND, INSUFFICIENT_PRIVILEGE, or UNSUPPORTED_TYPE naming
  ///     the columns
  public MariaDbTable read(QualifiedName name, UnmappedTypes unmapped, Predicate<String> asText) {
    return session
        .list(RELATION, row -> table(name, row, unmapped, asText), name.schema(), name.name())
        .stream()
        .findFirst()
        .orElseThrow(
            () -> new PlimsollException(ErrorCode.TABLE_NOT_FOUND, "there is no table " + name));
  }

  private MariaDbTable table(
      QualifiedName name, ResultSet row, UnmappedTypes unmapped, Predicate<String> asText)
      throws SQLException {
    requireAllColumns(name);
    Map<String, List<String>> keys = new LinkedHashMap<>();
    List<String> primaryKey = keys(name, keys);
    Optional<Map.Entry<String, List<String>>> readingKey = keys.entrySet().stream().findFirst();
    List<MariaDbColumn> mapped = columns(name, unmapped, asText);
    long dataBytes = row.getLong("data_bytes");
    return new MariaDbTable(
        new SourceTable(
            name,
            new TableStructure(
                false,
                mapped.stream().map(MariaDbColumn::column).toList(),
                primaryKey,
                readingKey.map(Map.Entry::getValue).orElse(List.of())),
            row.getLong("estimated_rows"),
            dataBytes / SourceTable.BYTES_PER_PAGE,
            0,
            false),
        mapped,
        readingKey.map(Map.Entry::getKey).orElse(""),
        dataBytes,
        row.getString("transactions").equals("YES"),
        null,
        RowLimit.NONE);
  }

  /// Names of columns that rows may hold a value in that nobody has written: with a default,
  /// generated, or numbered by the server.
  public Set<String> filled(QualifiedName table) {
    return Set.copyOf(names(FILLED, table.schema(), table.name()));
  }

  /// The same table, of which some columns are read, and the rows of a window in the order of its
  /// column, then of the key: an index that begins with the column serves that.
  ///
  /// @param columns names of those that it has among others
  public MariaDbTable within(MariaDbTable table, ColumnWindow window, List<String> columns) {
    List<MariaDbColumn> some =
        table.mapped().stream().filter(column -> columns.contains(column.column().name())).toList();
    List<String> key = new ArrayList<>();
    key.add(window.column());
    table.readingKey().stream().filter(name -> !name.equals(window.column())).forEach(key::add);
    return table.within(window, some, List.copyOf(key), indexOf(table, window.column()));
  }

  /// An index that begins with a column; empty where there is none.
  String indexOf(MariaDbTable table, String column) {
    return names(INDEXES_OF_COLUMN, table.name().schema(), table.name().name(), column).stream()
        .findFirst()
        .orElse("");
  }

  private List<String> names(String sql, Object... parameters) {
    return session.list(sql, row -> row.getString("name"), parameters);
  }

  /// `information_schema` hides columns that one may not read: the table would lose them silently.
  private void requireAllColumns(QualifiedName name) {
    session.list("SELECT * FROM " + MariaDbIdentifiers.quote(name) + " WHERE FALSE", _ -> true);
  }

  private List<MariaDbColumn> columns(
      QualifiedName name, UnmappedTypes unmapped, Predicate<String> asText) {
    List<String> jsonChecks = jsonChecks(name);
    List<MariaDbColumn> columns = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (MariaDbTypes.Declared declared :
        session.list(COLUMNS, row -> declared(row, jsonChecks), name.schema(), name.name())) {
      Optional<MariaDbColumn> mapped =
          asText.test(declared.name()) ? Optional.empty() : MariaDbTypes.of(declared);
      if (mapped.isPresent()) {
        columns.add(mapped.get());
      } else if (unmapped == UnmappedTypes.TEXT || asText.test(declared.name())) {
        columns.add(MariaDbTypes.asText(declared));
      } else {
        refused.add("\"" + declared.name() + "\" (" + declared.columnType() + ")");
      }
    }
    if (!refused.isEmpty()) {
      throw UnmappedTypes.refusal(name, refused);
    }
    return List.copyOf(columns);
  }

  private static MariaDbTypes.Declared declared(ResultSet row, List<String> jsonChecks)
      throws SQLException {
    String name = row.getString("name");
    return new MariaDbTypes.Declared(
        name,
        row.getString("data_type"),
        row.getString("column_type"),
        new MariaDbTypes.Declared.Extent(
            row.getLong("length"),
            row.getInt("digits"),
            row.getInt("scale"),
            row.getInt("fraction")),
        row.getBoolean("not_null"),
        row.getString("charset"),
        row.getString("collation"),
        jsonChecks.contains("json_valid(" + MariaDbIdentifiers.quote(name) + ")"));
  }

  private List<String> jsonChecks(QualifiedName name) {
    return session.version().mariaDb() ? names(JSON_CHECKS, name.schema(), name.name()) : List.of();
  }

  /// Adds the usable unique keys, the primary one first, then the one with the fewest columns.
  ///
  /// @return the primary key
  private List<String> keys(QualifiedName name, Map<String, List<String>> usable) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    Set<String> unusable = new HashSet<>();
    session.list(
        KEYS,
        row -> {
          String key = row.getString("key_name");
          if (!row.getBoolean("usable")) {
            unusable.add(key);
          }
          return columns.computeIfAbsent(key, _ -> new ArrayList<>()).add(row.getString("name"));
        },
        name.schema(),
        name.name());
    List<String> primary = List.copyOf(columns.getOrDefault(MariaDbTable.PRIMARY, List.of()));
    columns.keySet().removeAll(unusable);
    if (columns.containsKey(MariaDbTable.PRIMARY)) {
      usable.put(MariaDbTable.PRIMARY, primary);
    }
    columns.entrySet().stream()
        .filter(key -> !key.getKey().equals(MariaDbTable.PRIMARY))
        .sorted(Comparator.comparingInt(key -> key.getValue().size()))
        .forEach(key -> usable.put(key.getKey(), List.copyOf(key.getValue())));
    return primary;
  }
}
