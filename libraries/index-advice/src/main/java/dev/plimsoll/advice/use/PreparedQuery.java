package dev.plimsoll.advice.use;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statement of a workload, prepared in a session under a name of its own.
///
/// Preparing finds the parameters' types, on every version, and an EXECUTE takes any value: no
/// text
/// is put together from a statement and its values.
///
/// @param name empty where it has no plan
/// @param types of its parameters
/// @param arguments the values it is explained and run with, as SQL; one empty list where it
///     has no
///     parameters
public record PreparedQuery(
    ObservedStatement statement, String name, List<String> types, List<List<String>> arguments) {
  // The view lists every prepared statement of the session with its text, so one look is for all.
  private static final String TYPES =
      """
      SELECT name, parameter_types::text[] AS types FROM pg_catalog.pg_prepared_statements
      WHERE starts_with(name, ?)
      """;

  public PreparedQuery {
    types = List.copyOf(types);
    arguments = arguments.stream().map(List::copyOf).toList();
  }

  /// @throws SQLException where PostgreSQL refuses the text
  public static PreparedQuery prepare(Connection session, ObservedStatement statement, String name)
      throws SQLException {
    declare(session, statement.text(), name);
    return of(statement, name, types(session, name).getOrDefault(name, List.of()));
  }

  /// PREPARE alone.
  ///
  /// @throws SQLException where PostgreSQL refuses the text
  public static void declare(Connection session, String text, String name) throws SQLException {
    execute(session, "PREPARE " + Identifiers.quote(name) + " AS " + text);
  }

  /// Types of the parameters of what was declared, by name.
  public static Map<String, List<String>> types(Connection session, String prefix)
      throws SQLException {
    return Sql.of(session, TYPES, prefix)
        .map(row -> row.getString("name"), row -> Columns.texts(row, "types"));
  }

  public static PreparedQuery of(ObservedStatement statement, String name, List<String> types) {
    return new PreparedQuery(
        statement, name, types, List.of(types.stream().map(_ -> "NULL").toList()));
  }

  /// A statement that PostgreSQL does not prepare: it has no plan.
  public static PreparedQuery unplanned(ObservedStatement statement) {
    return new PreparedQuery(statement, "", List.of(), List.of(List.of()));
  }

  public boolean isPlanned() {
    return !name.isEmpty();
  }

  public PreparedQuery withArguments(List<List<String>> values) {
    return new PreparedQuery(statement, name, types, values);
  }

  /// @param values NULL for one that is not known
  public static List<String> literals(List<@Nullable String> values) {
    return values.stream()
        .map(value -> value == null ? "NULL" : Identifiers.literal(value))
        .toList();
  }

  /// The statement with values. One without parameters is taken as it is: its prepared plan
  /// would be
  /// kept, and not know of indexes that HypoPG adds.
  String execution(List<String> values) {
    return values.isEmpty()
        ? statement.text()
        : "EXECUTE "
            + Identifiers.quote(name)
            + values.stream().collect(Collectors.joining(", ", "(", ")"));
  }

  /// The plan by `EXPLAIN (FORMAT JSON)`: its root node.
  ///
  /// @param options more of EXPLAIN's, for example `VERBOSE`; empty for none
  public JsonNode plan(Connection session, List<String> values, String options)
      throws SQLException {
    try (Statement explain = session.createStatement();
        ResultSet row = explain.executeQuery(explanation(values, options))) {
      row.next();
      return explained(row.getString(1));
    }
  }

  /// SQL of [#plan].
  public String explanation(List<String> values, String options) {
    return "EXPLAIN (FORMAT JSON"
        + (options.isEmpty() ? "" : ", " + options)
        + ") "
        + execution(values);
  }

  /// What EXPLAIN gave.
  public static JsonNode explained(String json) {
    try {
      return Json.MAPPER.readTree(json).path(0);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("EXPLAIN gave no JSON", e);
    }
  }

  public void forget(Connection session) throws SQLException {
    execute(session, "DEALLOCATE " + Identifiers.quote(name));
  }

  private static void execute(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }
}
