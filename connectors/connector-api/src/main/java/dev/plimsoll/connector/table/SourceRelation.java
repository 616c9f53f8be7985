package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;

/// What a source has by a name.
///
/// @param isTable and no view or partition, which only their exact names find
public record SourceRelation(QualifiedName name, boolean isTable) {
  /// Those that patterns name, each once, in the order of their names. A pattern that names none
  /// is among them as it stands, for whoever reads the table to refuse: the others are no worse for
  /// it.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND where no pattern names any
  public static List<QualifiedName> named(
      List<SourceRelation> relations, List<TablePattern> patterns) {
    List<QualifiedName> found = new ArrayList<>();
    List<TablePattern> empty = new ArrayList<>();
    for (TablePattern pattern : patterns) {
      List<QualifiedName> named =
          relations.stream()
              .filter(relation -> relation.isTable() || pattern.isExact())
              .map(SourceRelation::name)
              .filter(pattern::matches)
              .toList();
      if (named.isEmpty()) {
        empty.add(pattern);
      }
      found.addAll(named);
    }
    if (found.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.TABLE_NOT_FOUND, "no table matches \"" + empty.getFirst().name() + "\"");
    }
    empty.forEach(pattern -> found.add(pattern.name()));
    return found.stream().distinct().sorted().toList();
  }
}
