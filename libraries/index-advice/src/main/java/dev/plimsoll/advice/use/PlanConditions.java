package dev.plimsoll.advice.use;

import dev.plimsoll.advice.use.Condition.Reference;
import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.advice.use.PlannedUse.ConstantCondition;
import dev.plimsoll.advice.use.PlannedUse.ExpressionUse;
import dev.plimsoll.advice.use.PlannedUse.Parameter;
import dev.plimsoll.advice.use.PlannedUse.Side;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reader of a condition into what is gathered of each relation.
///
/// @param scanned alias of the relation whose scan asks it, which is given the values of the
///     others, as LATERAL and correlated subqueries are; empty for a join, which compares both
record PlanConditions(
    Map<String, GatheredUse> gathered, Map<Integer, Parameter> parameters, String scanned) {
  private static final Set<String> RANGES = Set.of("<", "<=", ">", ">=");
  // Of operators that are written with the column at their right.
  private static final Map<String, String> COMMUTED =
      Map.of("=", "=", "<", ">", "<=", ">=", ">", "<", ">=", "<=");
  private static final Set<String> EQUALITIES = Set.of("=", "= ANY", "IS NULL");
  private static final Set<String> CONTAINMENTS =
      Set.of("@>", "&&", "?", "?|", "?&", "@@", "@?", "~~*", "~", "~*");
  private static final Pattern PARAMETER = Pattern.compile("\\(*\\$(\\d+)\\)*(::[\\w ]+)?\\)*");
  private static final Pattern SUBPLAN = Pattern.compile("SubPlan|InitPlan|\\$\\d|sum\\(|count\\(");
  private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*'");

  void read(Condition condition) {
    switch (condition) {
      case Condition.All(List<Condition> parts) -> parts.forEach(this::read);
      case Condition.Any(List<Condition> parts) -> any(parts);
      case Condition.Comparison comparison -> comparison(comparison);
    }
  }

  private void comparison(Condition.Comparison comparison) {
    Reference left = known(Condition.reference(comparison.left()));
    Reference right = known(Condition.reference(comparison.right()));
    String commuted = COMMUTED.get(comparison.operator());
    if (left == null
        && right != null
        && commuted != null
        && (commuted.equals("=") || constantOrParameter(comparison.left()))) {
      comparison(
          new Condition.Comparison(
              comparison.right(), commuted, comparison.left(), comparison.text()));
      return;
    }
    String operator = comparison.operator();
    if (left == null) {
      expression(comparison);
      return;
    }
    GatheredUse use = use(left);
    if (right != null && !right.alias().equals(left.alias())) {
      between(left, operator, right);
      return;
    }
    boolean prefix = operator.equals("~~") && !wild(comparison.right());
    if (EQUALITIES.contains(operator)) {
      use.equal.add(left.column());
    } else if (RANGES.contains(operator)) {
      use.ranged.add(left.column());
    } else if (prefix) {
      use.prefixed.add(left.column());
    } else if (operator.equals("~~") || CONTAINMENTS.contains(operator)) {
      use.contained.add(left.column());
    }
    if (parameter(comparison, use, left)) {
      return;
    }
    if (right == null && constant(comparison.right())) {
      use.constants.add(
          new ConstantCondition(left.column(), GatheredUse.plain(left.alias(), comparison.text())));
    }
  }

  private void between(Reference left, String operator, Reference right) {
    if (!scanned.equals(left.alias()) && !scanned.equals(right.alias())) {
      if (operator.equals("=")) {
        use(left).joined.add(left.column());
        use(right).joined.add(right.column());
      }
      return;
    }
    Reference own = scanned.equals(left.alias()) ? left : right;
    if (operator.equals("=")) {
      use(own).equal.add(own.column());
    } else if (RANGES.contains(operator)) {
      use(own).ranged.add(own.column());
    }
  }

  /// Whether it is with a parameter, which then has the column's values.
  private boolean parameter(Condition.Comparison comparison, GatheredUse use, Reference left) {
    Matcher parameter = PARAMETER.matcher(comparison.right());
    if (!parameter.matches()) {
      return false;
    }
    parameters.putIfAbsent(
        Integer.parseInt(parameter.group(1)),
        new Parameter(new Column(use.table, left.column()), Side.of(comparison.operator())));
    return true;
  }

  private void expression(Condition.Comparison comparison) {
    String left = comparison.left();
    boolean equality = EQUALITIES.contains(comparison.operator());
    if (!equality && !RANGES.contains(comparison.operator())) {
      return;
    }
    List<Reference> named = Condition.references(QUOTED.matcher(left).replaceAll("''"));
    boolean one = named.stream().map(Reference::alias).distinct().count() == 1;
    if (one
        && known(named.getFirst()) != null
        && constantOrParameter(comparison.right())
        && !SUBPLAN.matcher(left).find()) {
      GatheredUse use = use(named.getFirst());
      use.expressions.add(
          new ExpressionUse(
              GatheredUse.plain(named.getFirst().alias(), Condition.bare(left)), equality));
      // The column's value is near the expression's, or of another type, and then not used.
      parameter(comparison, use, named.getFirst());
    }
  }

  /// What every alternative says of a column is a condition on it.
  private void any(List<Condition> parts) {
    Set<Reference> equal = new HashSet<>();
    Set<Reference> compared = new HashSet<>();
    for (int i = 0; i < parts.size(); i++) {
      Set<Reference> here = new HashSet<>();
      Set<Reference> equalHere = new HashSet<>();
      alternatives(parts.get(i), here, equalHere);
      if (i == 0) {
        equal.addAll(equalHere);
        compared.addAll(here);
      } else {
        equal.retainAll(equalHere);
        compared.retainAll(here);
      }
    }
    equal.forEach(column -> use(column).equal.add(column.column()));
    compared.removeAll(equal);
    compared.forEach(column -> use(column).ranged.add(column.column()));
  }

  private void alternatives(Condition part, Set<Reference> compared, Set<Reference> equal) {
    switch (part) {
      case Condition.All(List<Condition> all) ->
          all.forEach(one -> alternatives(one, compared, equal));
      case Condition.Any _ -> {}
      case Condition.Comparison comparison -> {
        Reference left = known(Condition.reference(comparison.left()));
        if (left != null && constantOrParameter(comparison.right())) {
          parameter(comparison, use(left), left);
          if (EQUALITIES.contains(comparison.operator())) {
            compared.add(left);
            equal.add(left);
          } else if (RANGES.contains(comparison.operator())) {
            compared.add(left);
          }
        }
      }
    }
  }

  private GatheredUse use(Reference reference) {
    return Objects.requireNonNull(gathered.get(reference.alias()));
  }

  private @Nullable Reference known(@Nullable Reference reference) {
    return reference != null && gathered.containsKey(reference.alias()) ? reference : null;
  }

  private static boolean wild(String pattern) {
    String text = pattern.strip();
    return !text.startsWith("'") || text.startsWith("'%") || text.startsWith("'_");
  }

  private static boolean constantOrParameter(String right) {
    return PARAMETER.matcher(right).matches() || constant(right);
  }

  private static boolean constant(String right) {
    String unquoted = QUOTED.matcher(right).replaceAll("''");
    return !SUBPLAN.matcher(unquoted).find() && Condition.references(unquoted).isEmpty();
  }
}
