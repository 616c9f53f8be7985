package dev.plimsoll.vectors.sql;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.contracts.search.RowFilter.Comparison;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.statement.Untyped;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.QueryVector;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.table.KeyColumn;
import dev.plimsoll.vectors.table.VectorKind;
import dev.plimsoll.vectors.table.VectorTable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Exact search for the nearest rows, in the order of distance and key, in the whole table or in a
/// range of its blocks.
///
/// The distance is ordered as a sum with 0: no index of vectors knows that expression, so none can
/// answer with rows that are only nearly the nearest. Indexes of conditions may be used.
public final class KnnStatement {
  private static final String FROM_BLOCK = "t.ctid >= CAST(? AS pg_catalog.tid)";
  private static final String BEFORE_BLOCK = "t.ctid < CAST(? AS pg_catalog.tid)";

  private final VectorTable table;
  private final SearchRequest request;

  /// @throws PlimsollException INVALID_REQUEST where the column has no such distance, or the text
  ///     is no vector
  public KnnStatement(VectorTable table, SearchRequest request) {
    requireDistance(table, request);
    this.table = table;
    this.request =
        table.column().kind() == VectorKind.REAL_ARRAY
            ? new SearchRequest(
                QueryVector.array(QueryVector.floats(request.vector())),
                request.distance(),
                request.neighbors(),
                request.filters())
            : request;
  }

  static void requireDistance(VectorTable table, SearchRequest request) {
    if (!table.column().kind().has(request.distance())) {
      throw PlimsollException.invalidRequest(
          "column %s of %s has no distance %s"
              .formatted(table.column().name(), table.name(), request.distance().value()));
    }
  }

  /// How many are searched for.
  public int neighbors() {
    return request.neighbors();
  }

  /// The nearest rows of the whole table.
  public List<Neighbor> all(Connection connection) throws SQLException {
    return run(connection, new Part(null, null, null));
  }

  /// The nearest rows of some blocks, of every partition's.
  ///
  /// @param from null for the first
  /// @param to excluded; null for no end, blocks that were added meanwhile included
  /// @param bound distance beyond which a row is not searched for; null for none that is known
  public List<Neighbor> blocks(
      Connection connection, @Nullable Long from, @Nullable Long to, @Nullable Double bound)
      throws SQLException {
    return run(connection, new Part(from, to, bound));
  }

  private record Part(@Nullable Long from, @Nullable Long to, @Nullable Double bound) {
    private boolean isAll() {
      return from == null && to == null;
    }
  }

  private List<Neighbor> run(Connection connection, Part part) throws SQLException {
    List<@Nullable Object> parameters = new ArrayList<>();
    String text = text(part, parameters);
    int keys = table.key().size();
    return Sql.of(connection, text, parameters.toArray()).list(row -> neighbor(row, keys));
  }

  static Neighbor neighbor(ResultSet row, int keys) throws SQLException {
    List<String> key = new ArrayList<>(keys);
    for (int i = 1; i <= keys; i++) {
      key.add(String.valueOf(row.getString(i)));
    }
    double distance = row.getDouble(keys + 1);
    return new Neighbor(key, row.wasNull() ? null : distance);
  }

  /// Whether the server would find the rows by an index, instead of reading all.
  public boolean usesIndex(Connection connection) throws SQLException {
    List<@Nullable Object> parameters = new ArrayList<>();
    String text = "EXPLAIN " + text(new Part(null, null, null), parameters);
    return Sql.of(connection, text, parameters.toArray()).list(row -> row.getString(1)).stream()
        .anyMatch(line -> line.contains("Index ") || line.contains("Bitmap "));
  }

  private String text(Part part, List<@Nullable Object> parameters) {
    String keys = keys();
    parameters.add(new Untyped(request.vector()));
    List<String> conditions = new ArrayList<>();
    for (RowFilter filter : request.filters()) {
      conditions.add(condition(filter));
      filter.values().forEach(value -> parameters.add(new Untyped(value)));
    }
    if (part.from() != null) {
      conditions.add(FROM_BLOCK);
      parameters.add(new Untyped("(" + part.from() + ",0)"));
    }
    if (part.to() != null) {
      conditions.add(BEFORE_BLOCK);
      parameters.add(new Untyped("(" + part.to() + ",0)"));
    }
    bounded(part, parameters).ifPresent(conditions::add);
    // Only what is found is written as text: that of every row would take a fifth of the time. The
    // limit is written out: for one that it does not know the server takes a tenth of the rows, and
    // so plans each search anew.
    return """
        SELECT %s, distance FROM (
        SELECT %s, %s AS distance
        FROM %s%s
        ORDER BY distance, %s LIMIT %d) AS found"""
        .formatted(
            numbered("CAST(k%1$d AS pg_catalog.text)"),
            numbered("t.%2$s AS k%1$d"),
            distance(),
            searched(""),
            conditions.isEmpty()
                ? ""
                : conditions.stream().collect(Collectors.joining(" AND ", "\nWHERE ", "")),
            keys,
            request.neighbors());
  }

  /// Leaves out what is farther than the bound that is known, or else than a sample's. A row
  /// without a distance stays: it is the last of all, but may be one of them.
  ///
  /// An index may find the rows of conditions, so that a sample of the table would take longer.
  private Optional<String> bounded(Part part, List<@Nullable Object> parameters) {
    Optional<BigDecimal> percent =
        request.filters().isEmpty()
            ? BoundSample.percent(table, request.neighbors())
            : Optional.empty();
    if (percent.isEmpty() && (part.isAll() || !table.column().kind().needsExtension())) {
      return Optional.empty();
    }
    parameters.add(part.bound() == null ? null : new Untyped(part.bound().toString()));
    String bound = "CAST(? AS pg_catalog.float8)";
    if (percent.isPresent()) {
      parameters.add(new Untyped(request.vector()));
      bound =
          "COALESCE(%s, (SELECT %s AS distance FROM %s ORDER BY distance LIMIT 1 OFFSET %d))"
              .formatted(
                  bound,
                  distance(),
                  searched(" TABLESAMPLE pg_catalog.system (%s)".formatted(percent.get())),
                  request.neighbors() - 1);
    }
    return Optional.of("(%s > %s) IS NOT TRUE".formatted(distance(), bound));
  }

  private String distance() {
    return "(" + DistanceSql.of(table.column(), request.distance()) + ") + 0";
  }

  private String searched(String sampled) {
    return "%s AS t%s, (SELECT CAST(? AS %s) AS v) AS q"
        .formatted(Identifiers.quote(table.name()), sampled, DistanceSql.queryType(table.column()));
  }

  /// The order of some rows by their keys alone, which the server knows: it depends on types and
  /// collations.
  ///
  /// @param neighbors other than none
  /// @return the same in their order
  public List<Neighbor> byKey(Connection connection, List<Neighbor> neighbors) throws SQLException {
    List<KeyColumn> key = table.key();
    List<Object> parameters = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      int place = i;
      parameters.add(neighbors.stream().map(one -> one.key().get(place)).toArray(String[]::new));
    }
    String arrays =
        key.stream()
            .map(column -> "CAST(CAST(? AS pg_catalog.text[]) AS " + column.type() + "[])")
            .collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, key.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
    String joined =
        IntStream.range(0, key.size())
            .mapToObj(i -> "t." + Identifiers.quote(key.get(i).name()) + " = u.k" + i)
            .collect(Collectors.joining(" AND "));
    List<Integer> order =
        Sql.of(
                connection,
                "SELECT u.place FROM unnest(%s) WITH ORDINALITY AS u (%s, place) JOIN %s AS t ON %s"
                        .formatted(arrays, names, Identifiers.quote(table.name()), joined)
                    + " ORDER BY "
                    + keys(),
                parameters.toArray())
            .list(row -> row.getInt(1) - 1);
    // A key that its user named may hold NULLs, which nothing equals, or stand in several rows.
    SequencedSet<Integer> places = new LinkedHashSet<>(order);
    IntStream.range(0, neighbors.size()).forEach(places::add);
    return places.stream().map(neighbors::get).toList();
  }

  // Of each column by its number and name.
  private String numbered(String format) {
    return IntStream.range(0, table.key().size())
        .mapToObj(i -> format.formatted(i, Identifiers.quote(table.key().get(i).name())))
        .collect(Collectors.joining(", "));
  }

  private String keys() {
    return numbered("t.%2$s");
  }

  static String condition(RowFilter filter) {
    String column = "t." + Identifiers.quote(filter.column());
    Comparison comparison = filter.comparison();
    return switch (comparison) {
      case IS_NULL, NOT_NULL -> column + " " + comparison.sql();
      case IN ->
          column
              + " IN ("
              + filter.values().stream().map(_ -> "?").collect(Collectors.joining(", "))
              + ")";
      default -> column + " " + comparison.sql() + " ?";
    };
  }
}
