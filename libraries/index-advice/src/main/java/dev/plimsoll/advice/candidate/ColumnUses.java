package dev.plimsoll.advice.candidate;

import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many statements of a workload use a column, or a constant.
record ColumnUses(Map<Column, Long> equalities, Map<Column, Long> constants) {
  static ColumnUses of(Collection<PlannedUse> workload) {
    Map<Column, Long> equalities = new HashMap<>();
    Map<Column, Long> constants = new HashMap<>();
    for (PlannedUse statement : workload) {
      for (PlannedUse.TableUse use : statement.tables()) {
        use.equal().forEach(name -> equalities.merge(new Column(use.table(), name), 1L, Long::sum));
        use.constants()
            .forEach(
                constant ->
                    constants.merge(new Column(use.table(), constant.condition()), 1L, Long::sum));
      }
    }
    return new ColumnUses(equalities, constants);
  }

  long equalities(QualifiedName table, String column) {
    return equalities.getOrDefault(new Column(table, column), 0L);
  }

  long constants(QualifiedName table, String condition) {
    return constants.getOrDefault(new Column(table, condition), 0L);
  }

  /// Whether the columns are the table's primary key.
  boolean isKey(DatabaseFacts facts, QualifiedName table, List<String> columns) {
    return facts.indexesOf(table).stream()
        .anyMatch(index -> index.primary() && index.columns().equals(columns));
  }
}
