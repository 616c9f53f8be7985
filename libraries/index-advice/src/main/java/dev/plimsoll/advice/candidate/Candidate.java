package dev.plimsoll.advice.candidate;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// Index that could be built on a table.
public record Candidate(QualifiedName table, IndexDefinition definition) {
  static Candidate on(QualifiedName table, List<String> columns) {
    return new Candidate(table, new IndexDefinition(Kind.INDEX, columns));
  }

  /// The same key of the rows that satisfy a condition alone.
  Candidate where(String condition) {
    return new Candidate(table, definition.withPredicate(condition));
  }

  /// Whether another one serves all that this one serves by its key: it begins with the same parts
  /// in the same order, and holds all of its columns.
  public boolean isPrefixOf(Candidate other) {
    IndexDefinition longer = other.definition;
    int parts = definition.columns().size();
    return !equals(other)
        && table.equals(other.table)
        && definition.method().equals(longer.method())
        && definition.predicate().equals(longer.predicate())
        && definition.expressions().isEmpty()
        && definition.operatorClasses().isEmpty()
        && longer.operatorClasses().isEmpty()
        && parts <= longer.columns().size()
        && longer.columns().subList(0, parts).equals(definition.columns())
        && sameOrder(longer, parts)
        && longer.allColumns().containsAll(definition.included());
  }

  private boolean sameOrder(IndexDefinition longer, int parts) {
    for (int i = 0; i < parts; i++) {
      if (definition.order(i) != longer.order(i)) {
        return false;
      }
    }
    return true;
  }

  /// Of what tells most candidates apart, and the same in every run.
  @Override
  public int hashCode() {
    int hash = table.hashCode();
    hash = 31 * hash + definition.columns().hashCode();
    hash = 31 * hash + definition.included().hashCode();
    return 31 * hash + definition.predicate().hashCode();
  }

  /// As `table(column, …)`, for people.
  public String brief() {
    return table.name()
        + definition.toString().replaceFirst("^index ", " ").replaceFirst("^ \\(", "(");
  }
}
