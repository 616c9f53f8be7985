package dev.plimsoll.advice.use;

import dev.plimsoll.advice.use.DrawnValues.Range;
import dev.plimsoll.advice.use.DrawnValues.Wanted;
import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.advice.use.PlannedUse.Parameter;
import dev.plimsoll.advice.use.PlannedUse.Side;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Values for statements' parameters, from rows drawn by chance: values that are frequent in the
/// table are frequent here. Parameters of one table take their values from the same row, in all
/// statements.
///
/// Two bounds of one column are a narrow range at the row's value. A single bound, in a statement
/// that asks nothing else of the table for equality, takes evenly spread shares of the rows: with
/// one set of values a small part, with another one nearly all. It has the row's own value where
/// equality does choose rows, since the value then is one of those.
///
/// A parameter that is compared with no column is taken for a LIMIT where the statement has one,
/// and gets the mean of returned rows; any other one is NULL.
///
/// @param drawn of each table
public record ArgumentSampler(int samples, Map<QualifiedName, DrawnValues> drawn) {
  private static final double USUAL_LIMIT = 100;

  /// Two queries for each table, of all columns that parameters are compared with.
  ///
  /// @param session in autocommit
  /// @param rows of a table, to sample large ones in part
  /// @param samples of values, 1 or more
  public static ArgumentSampler of(
      Connection session,
      Collection<PlannedUse> uses,
      Map<QualifiedName, Long> rows,
      int samples,
      long seed)
      throws SQLException {
    Map<QualifiedName, Wanted> wanted = new TreeMap<>();
    for (PlannedUse use : uses) {
      for (Parameter parameter : use.parameters().values()) {
        Column column = parameter.column();
        Wanted of =
            wanted.computeIfAbsent(
                column.table(), _ -> new Wanted(new TreeSet<>(), new TreeSet<>(), new TreeSet<>()));
        of.columns().add(column.name());
        if (isBetween(use, column)) {
          of.between().add(column.name());
        } else if (parameter.side() != Side.VALUE) {
          of.bounded().add(column.name());
        }
      }
    }
    Map<QualifiedName, DrawnValues> drawn = new HashMap<>();
    for (Map.Entry<QualifiedName, Wanted> of : wanted.entrySet()) {
      QualifiedName table = of.getKey();
      try {
        drawn.put(
            table,
            DrawnValues.of(
                session, table, of.getValue(), rows.getOrDefault(table, 0L), samples, seed));
      } catch (SQLException e) {
        // A table that may not be read, or cannot be sampled: its values stay unknown.
        drawn.put(table, DrawnValues.NONE);
      }
    }
    return new ArgumentSampler(samples, drawn);
  }

  private static boolean isBetween(PlannedUse use, Column column) {
    return use.parameters().containsValue(new Parameter(column, Side.LOWER_BOUND))
        && use.parameters().containsValue(new Parameter(column, Side.UPPER_BOUND));
  }

  public PreparedQuery sample(PreparedQuery query, PlannedUse use) {
    if (query.types().isEmpty()) {
      return query;
    }
    List<List<String>> arguments = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      List<@Nullable String> values = new ArrayList<>();
      for (int number = 1; number <= query.types().size(); number++) {
        values.add(argument(query, use, number, i));
      }
      arguments.add(PreparedQuery.literals(values));
    }
    return query.withArguments(arguments);
  }

  private @Nullable String argument(PreparedQuery query, PlannedUse use, int number, int sample) {
    Parameter parameter = use.parameters().get(number);
    String type = query.types().get(number - 1);
    if (parameter == null) {
      return unmatched(query, use, type);
    }
    String value = value(use, parameter, sample);
    return type.endsWith("[]") && value != null && !value.startsWith("{") ? element(value) : value;
  }

  private @Nullable String value(PlannedUse use, Parameter parameter, int sample) {
    Column column = parameter.column();
    DrawnValues values = drawn.getOrDefault(column.table(), DrawnValues.NONE);
    boolean lower = parameter.side() == Side.LOWER_BOUND;
    if (isBetween(use, column)) {
      Range range = near(values.ranges(), sample, some -> some.get(column.name()));
      if (range != null) {
        return lower ? range.from() : range.to();
      }
    }
    List<String> shares = values.shares().getOrDefault(column.name(), List.of());
    if (parameter.side() != Side.VALUE && !shares.isEmpty() && !isChosenByEquality(use, column)) {
      int share = share(sample);
      return shares.get(lower ? samples - 1 - share : share);
    }
    return near(values.rows(), sample, row -> row.get(column.name()));
  }

  private static boolean isChosenByEquality(PlannedUse use, Column column) {
    return use.tables().stream()
        .anyMatch(table -> table.table().equals(column.table()) && !table.equal().isEmpty());
  }

  /// The sample's own row, or the next one that has such a value.
  private static <R, V> @Nullable V near(List<R> rows, int sample, Function<R, @Nullable V> value) {
    for (int i = 0; i < rows.size(); i++) {
      V found = value.apply(rows.get((sample + i) % rows.size()));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The middle one comes first, then those to its right and left, and the extremes last: fewer
  /// samples are no worse than the mean.
  private int share(int sample) {
    int middle = (samples - 1) / 2;
    int step = (sample + 1) / 2;
    return sample % 2 == 1 ? middle + step : middle - step;
  }

  /// A list of one value, as PostgreSQL writes it.
  private static String element(String value) {
    return "{\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
  }

  private static @Nullable String unmatched(PreparedQuery query, PlannedUse use, String type) {
    double rows = query.statement().meanRows();
    return use.limited() && type.equals("bigint")
        ? Long.toString(Math.round(Math.max(1, Double.isNaN(rows) ? USUAL_LIMIT : rows)))
        : null;
  }
}
