package dev.plimsoll.query.use;

import static dev.plimsoll.query.use.TreeNodes.body;
import static dev.plimsoll.query.use.TreeNodes.names;
import static dev.plimsoll.query.use.TreeNodes.text;
import static dev.plimsoll.query.use.TreeNodes.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// SQL text of the expressions that an index may have as a key: functions, operators and casts
/// over columns, constants and parameters. Names are the last of those that the statement gives,
/// so that one expression has one text however its table is called.
final class ExpressionText {
  private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");

  /// Types whose names the grammar gives, and which are written as the catalog has them.
  private static final Set<String> KEYWORDS =
      Set.of(
          "user",
          "order",
          "group",
          "table",
          "select",
          "where",
          "from",
          "to",
          "desc",
          "asc",
          "limit",
          "offset",
          "all",
          "and",
          "or",
          "not",
          "end",
          "case",
          "when",
          "check",
          "column",
          "default",
          "primary",
          "references",
          "unique",
          "using",
          "window",
          "with",
          "union",
          "true",
          "false",
          "null",
          "any",
          "some",
          "array",
          "as",
          "cast",
          "collate",
          "create",
          "distinct",
          "do",
          "else",
          "except",
          "fetch",
          "for",
          "foreign",
          "grant",
          "having",
          "in",
          "initially",
          "intersect",
          "into",
          "lateral",
          "leading",
          "on",
          "only",
          "placing",
          "returning",
          "then",
          "trailing",
          "variadic",
          "both",
          "constraint",
          "current_date",
          "current_time",
          "current_user",
          "analyse",
          "analyze",
          "localtime",
          "localtimestamp",
          "session_user",
          "symmetric",
          "asymmetric",
          "deferrable");

  /// No key, whatever they are of. One that a user made can't be told from a function.
  private static final Set<String> AGGREGATES =
      Set.of(
          "any_value",
          "array_agg",
          "avg",
          "bit_and",
          "bit_or",
          "bit_xor",
          "bool_and",
          "bool_or",
          "count",
          "every",
          "json_agg",
          "jsonb_agg",
          "json_object_agg",
          "jsonb_object_agg",
          "max",
          "min",
          "range_agg",
          "range_intersect_agg",
          "string_agg",
          "sum",
          "xmlagg",
          "corr",
          "covar_pop",
          "covar_samp",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "variance",
          "var_pop",
          "var_samp",
          "grouping");

  private ExpressionText() {}

  /// Empty for what is not known here, such as CASE.
  static Optional<String> of(JsonNode node) {
    JsonNode body = body(node);
    return switch (type(node)) {
      case "ColumnRef" -> Optional.of(identifier(names(body.path("fields")).getLast()));
      case "ParamRef" -> Optional.of("$" + body.path("number").asInt());
      case "A_Const" -> constant(body);
      case "TypeCast" -> cast(body);
      case "FuncCall" -> call(body);
      case "A_Expr" -> operator(body);
      case "CoalesceExpr" ->
          list(body.path("args")).map(args -> "COALESCE(" + String.join(", ", args) + ")");
      case "CollateClause" ->
          of(body.path("arg"))
              .map(
                  arg ->
                      "("
                          + arg
                          + " COLLATE "
                          + Identifiers.quote(names(body.path("collname")).getLast())
                          + ")");
      default -> Optional.empty();
    };
  }

  /// A constant as SQL; empty for NULL and for what is none.
  static Optional<String> constant(JsonNode constant) {
    if (constant.has("sval")) {
      return Optional.of(quoted(text(constant.path("sval"), "sval")));
    }
    if (constant.has("ival")) {
      return Optional.of(String.valueOf(constant.path("ival").path("ival").asInt()));
    }
    if (constant.has("fval")) {
      return Optional.of(text(constant.path("fval"), "fval"));
    }
    if (constant.has("boolval")) {
      return Optional.of(String.valueOf(constant.path("boolval").path("boolval").asBoolean()));
    }
    return Optional.empty();
  }

  static String identifier(String name) {
    return PLAIN_NAME.matcher(name).matches() && !KEYWORDS.contains(name)
        ? name
        : Identifiers.quote(name);
  }

  private static String quoted(String value) {
    return value.indexOf('\\') < 0
        ? "'" + value.replace("'", "''") + "'"
        : Identifiers.literal(value);
  }

  private static Optional<String> cast(JsonNode cast) {
    JsonNode type = cast.path("typeName");
    List<String> names = names(type.path("names"));
    if (names.isEmpty() || type.path("setof").asBoolean()) {
      return Optional.empty();
    }
    Optional<List<String>> modifiers = list(type.path("typmods"));
    boolean interval = names.getLast().equals("interval") && !type.path("typmods").isEmpty();
    if (modifiers.isEmpty() || interval) {
      return Optional.empty();
    }
    String name =
        (names.getFirst().equals("pg_catalog") ? names.subList(1, names.size()) : names)
            .stream().map(ExpressionText::identifier).collect(Collectors.joining("."));
    String size = modifiers.get().isEmpty() ? "" : "(" + String.join(", ", modifiers.get()) + ")";
    String array = "[]".repeat(type.path("arrayBounds").size());
    return of(cast.path("arg")).map(arg -> "(" + arg + ")::" + name + size + array);
  }

  private static Optional<String> call(JsonNode call) {
    for (String unusual :
        List.of(
            "over",
            "agg_filter",
            "agg_order",
            "agg_star",
            "agg_distinct",
            "agg_within_group",
            "func_variadic")) {
      if (call.has(unusual)) {
        return Optional.empty();
      }
    }
    List<String> names = names(call.path("funcname"));
    if (AGGREGATES.contains(names.getLast())) {
      return Optional.empty();
    }
    // Of SQL's own syntax, `extract(year FROM x)` is also a function, with all its arguments in a
    // list.
    boolean own = text(call, "funcformat").equals("COERCE_SQL_SYNTAX");
    String name =
        own
            ? "pg_catalog." + identifier(names.getLast())
            : (names.getFirst().equals("pg_catalog") ? names.subList(1, names.size()) : names)
                .stream().map(ExpressionText::identifier).collect(Collectors.joining("."));
    return list(call.path("args")).map(args -> name + "(" + String.join(", ", args) + ")");
  }

  private static Optional<String> operator(JsonNode expression) {
    List<String> names = names(expression.path("name"));
    if (!text(expression, "kind").equals("AEXPR_OP") || names.size() != 1) {
      return Optional.empty();
    }
    Optional<String> right = of(expression.path("rexpr"));
    if (!expression.has("lexpr")) {
      return right.map(r -> "(" + names.getFirst() + " " + r + ")");
    }
    return of(expression.path("lexpr"))
        .flatMap(l -> right.map(r -> "(" + l + " " + names.getFirst() + " " + r + ")"));
  }

  private static Optional<List<String>> list(JsonNode nodes) {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : nodes) {
      Optional<String> text = of(node);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      texts.add(text.get());
    }
    return Optional.of(texts);
  }
}
