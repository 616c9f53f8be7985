package dev.plimsoll.query.use;

import static dev.plimsoll.query.use.TreeNodes.body;
import static dev.plimsoll.query.use.TreeNodes.names;
import static dev.plimsoll.query.use.TreeNodes.text;
import static dev.plimsoll.query.use.TreeNodes.type;
import static dev.plimsoll.query.use.TreeNodes.withoutCasts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.use.ExpressionReader.Found;
import dev.plimsoll.query.use.StatementUse.ColumnPair;
import dev.plimsoll.query.use.TableUse.Against;
import dev.plimsoll.query.use.TableUse.ColumnFilter;
import dev.plimsoll.query.use.TableUse.Test;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Conditions (WHERE, ON, the filters within): comparisons that an index could serve.
final class ConditionReader {
  private static final Map<String, String> FLIPPED =
      Map.of(
          "=", "=", "<>", "<>", "<", ">", ">", "<", "<=", ">=", ">=", "<=", "@>", "<@", "<@", "@>",
          "&&", "&&", "@@", "@@");

  private final StatementDraft draft;
  private final ExpressionReader expressions;
  private final SelectReader queries;

  ConditionReader(StatementDraft draft, ExpressionReader expressions, SelectReader queries) {
    this.draft = draft;
    this.expressions = expressions;
    this.queries = queries;
  }

  /// @param required says of which tables every answered row passes the condition
  void read(JsonNode node, Scope scope, Predicate<TableDraft> required) {
    JsonNode body = body(node);
    switch (type(node)) {
      case "" -> {}
      case "BoolExpr" -> readBoolean(body, scope, required);
      case "A_Expr" -> readComparison(body, scope, required);
      case "NullTest" -> {
        boolean isNull = text(body, "nulltesttype").equals("IS_NULL");
        alone(
            body.path("arg"),
            scope,
            required,
            isNull ? Test.IS_NULL : Test.IS_NOT_NULL,
            isNull ? "IS NULL" : "IS NOT NULL");
      }
      case "BooleanTest" ->
          alone(
              body.path("arg"),
              scope,
              required,
              switch (text(body, "booltesttype")) {
                case "IS_TRUE" -> Test.IS_TRUE;
                case "IS_FALSE" -> Test.IS_FALSE;
                default -> Test.OTHER;
              },
              text(body, "booltesttype").replace('_', ' '));
      case "ColumnRef" -> alone(node, scope, required, Test.IS_TRUE, "IS TRUE");
      case "SubLink" -> readQuery(body, scope, required);
      default -> expressions.read(node, scope, false);
    }
  }

  private void readBoolean(JsonNode body, Scope scope, Predicate<TableDraft> required) {
    JsonNode parts = body.path("args");
    switch (text(body, "boolop")) {
      case "AND_EXPR" -> parts.forEach(part -> read(part, scope, required));
      case "OR_EXPR" -> {
        Alternatives alternatives = Alternatives.of(parts);
        alternatives.common().forEach(part -> read(part, scope, required));
        alternatives.others().forEach(part -> read(part, scope, table -> false));
      }
      default -> {
        JsonNode negated = parts.path(0);
        if (negated.has("ColumnRef")) {
          alone(negated, scope, required, Test.IS_FALSE, "IS FALSE");
        } else if (negated.has("NullTest")) {
          JsonNode test = negated.path("NullTest");
          boolean isNull = text(test, "nulltesttype").equals("IS_NOT_NULL");
          alone(
              test.path("arg"),
              scope,
              required,
              isNull ? Test.IS_NULL : Test.IS_NOT_NULL,
              isNull ? "IS NULL" : "IS NOT NULL");
        } else {
          expressions.read(negated, scope, false);
        }
      }
    }
  }

  private void readComparison(JsonNode body, Scope scope, Predicate<TableDraft> required) {
    JsonNode left = body.path("lexpr");
    JsonNode right = body.path("rexpr");
    String operator = names(body.path("name")).isEmpty() ? "" : names(body.path("name")).getLast();
    expressions.read(left, scope, false);
    expressions.read(right, scope, false);
    switch (text(body, "kind")) {
      case "AEXPR_OP" -> compared(left, operator, right, scope, required);
      case "AEXPR_OP_ANY" -> {
        Test test = operator.equals("=") ? Test.ONE_OF : Test.OTHER;
        if (!filter(left, test, operator + " ANY", right, scope, required)) {
          filter(right, Test.OTHER, operator + " ANY", left, scope, required);
        }
      }
      case "AEXPR_OP_ALL" -> filter(left, Test.OTHER, operator + " ALL", right, scope, required);
      case "AEXPR_IN" -> {
        boolean in = operator.equals("=");
        filter(left, in ? Test.ONE_OF : Test.OTHER, in ? "IN" : "NOT IN", right, scope, required);
      }
      case "AEXPR_BETWEEN", "AEXPR_BETWEEN_SYM" ->
          filter(left, Test.RANGE, "BETWEEN", right, scope, required);
      case "AEXPR_LIKE" -> filter(left, like(operator, right), operator, right, scope, required);
      default -> filter(left, Test.OTHER, operator, right, scope, required);
    }
  }

  /// A pattern that begins with what it stands for.
  private static Test like(String operator, JsonNode pattern) {
    String text = withoutCasts(pattern).path("A_Const").path("sval").path("sval").asText();
    boolean prefix = !text.isEmpty() && text.charAt(0) != '%' && text.charAt(0) != '_';
    return operator.equals("~~") && prefix ? Test.PREFIX : Test.OTHER;
  }

  private void compared(
      JsonNode left, String operator, JsonNode right, Scope scope, Predicate<TableDraft> required) {
    Optional<Found> leftKey = expressions.key(left, scope);
    Optional<Found> rightKey = expressions.key(right, scope);
    if (leftKey.isPresent() && rightKey.isPresent()) {
      pair(leftKey.get(), operator, rightKey.get(), required);
      return;
    }
    Test test =
        switch (operator) {
          case "=" -> Test.EQUAL;
          case "<", "<=", ">", ">=" -> Test.RANGE;
          default -> Test.OTHER;
        };
    if (leftKey.isPresent()) {
      filter(left, test, operator, right, scope, required);
    } else if (rightKey.isPresent()) {
      String flipped = FLIPPED.get(operator);
      filter(
          right,
          test,
          flipped == null ? operator + " (from the right)" : flipped,
          left,
          scope,
          required);
    }
  }

  private void pair(Found left, String operator, Found right, Predicate<TableDraft> required) {
    boolean other = left.table() != right.table();
    draft.joins.add(
        new ColumnPair(
            left.table().number,
            left.key(),
            operator,
            right.table().number,
            right.key(),
            other && left.plain() && required.test(left.table()),
            other && right.plain() && required.test(right.table())));
  }

  private boolean filter(
      JsonNode key,
      Test test,
      String operator,
      JsonNode value,
      Scope scope,
      Predicate<TableDraft> required) {
    Optional<Found> found = expressions.key(key, scope);
    Set<TableDraft> others = expressions.tables(value, scope);
    if (found.isEmpty() || others != null && others.contains(found.get().table())) {
      return false;
    }
    add(found.get(), test, operator, against(value), literal(value), required);
    return true;
  }

  private void alone(
      JsonNode key, Scope scope, Predicate<TableDraft> required, Test test, String operator) {
    expressions.read(key, scope, false);
    expressions
        .key(key, scope)
        .ifPresent(found -> add(found, test, operator, Against.NOTHING, null, required));
  }

  private static void add(
      Found found,
      Test test,
      String operator,
      Against against,
      @Nullable String literal,
      Predicate<TableDraft> required) {
    found
        .table()
        .filters
        .add(
            new ColumnFilter(
                found.key(),
                test,
                operator,
                against,
                literal,
                found.plain() && required.test(found.table())));
  }

  private static Against against(JsonNode value) {
    if (!value.findValues("ColumnRef").isEmpty()
        || !value.findValues("SubLink").isEmpty()
        || !value.findValues("FuncCall").isEmpty()
        || !value.findValues("SQLValueFunction").isEmpty()) {
      return Against.EXPRESSION;
    }
    return value.findValues("ParamRef").isEmpty() ? Against.CONSTANT : Against.PARAMETER;
  }

  private static @Nullable String literal(JsonNode value) {
    return withoutCasts(value).has("A_Const") ? ExpressionText.of(value).orElse(null) : null;
  }

  /// `EXISTS (…)`, `x IN (SELECT …)`, `x > ALL (SELECT …)`.
  private void readQuery(JsonNode body, Scope scope, Predicate<TableDraft> required) {
    JsonNode tested = body.path("testexpr");
    expressions.read(tested, scope, false);
    JsonNode query = body.path("subselect").path("SelectStmt");
    boolean answered = !text(body, "subLinkType").equals("EXISTS_SUBLINK");
    Scope.Derived answer = queries.read(query, scope, required, answered);
    if (!text(body, "subLinkType").equals("ANY_SUBLINK")) {
      return;
    }
    String operator = body.has("operName") ? names(body.path("operName")).getLast() : "=";
    Optional<Found> key = expressions.key(tested, scope);
    if (key.isEmpty()) {
      return;
    }
    if (answer.columns().size() == 1
        && !answer.open()
        && answer.columns().values().iterator().next() instanceof Scope.Column column) {
      ComparedKey other = new ComparedKey.ColumnKey(column.name());
      pair(
          key.get(),
          operator,
          new Found(column.table(), other, column.plain()),
          required.or(table -> table == column.table()));
    } else {
      Test test = operator.equals("=") ? Test.ONE_OF : Test.OTHER;
      add(key.get(), test, operator + " ANY", Against.EXPRESSION, null, required);
    }
  }
}
