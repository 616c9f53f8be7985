package dev.plimsoll.advice.use;

import dev.plimsoll.advice.use.PlannedUse.ConstantCondition;
import dev.plimsoll.advice.use.PlannedUse.ExpressionUse;
import dev.plimsoll.advice.use.PlannedUse.SortColumn;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a plan has said of a relation so far.
final class GatheredUse {
  final QualifiedName table;
  final Set<String> equal = new TreeSet<>();
  final Set<String> joined = new TreeSet<>();
  final Set<String> ranged = new TreeSet<>();
  final Set<String> prefixed = new TreeSet<>();
  final Set<String> contained = new TreeSet<>();
  final List<ConstantCondition> constants = new ArrayList<>();
  final List<ExpressionUse> expressions = new ArrayList<>();
  final List<SortColumn> sort = new ArrayList<>();
  final List<String> grouped = new ArrayList<>();
  final Set<String> needed = new TreeSet<>();
  boolean ordersOther;

  GatheredUse(QualifiedName table) {
    this.table = table;
  }

  /// SQL with a relation's columns by their plain names.
  static String plain(String alias, String text) {
    return text.replace(alias + ".", "");
  }

  TableUse use(boolean changes) {
    return new TableUse(
        table,
        Set.copyOf(equal),
        Set.copyOf(joined),
        Set.copyOf(ranged),
        Set.copyOf(prefixed),
        Set.copyOf(contained),
        constants.stream().distinct().toList(),
        expressions.stream().distinct().toList(),
        sort,
        ordersOther,
        grouped,
        changes ? Set.of() : Set.copyOf(needed));
  }
}
