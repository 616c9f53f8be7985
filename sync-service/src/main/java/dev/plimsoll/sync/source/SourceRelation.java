package dev.plimsoll.sync.source;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;

/// What a source has by a name.
///
/// @param isTable and no view or partition, which only their exact names find
public record SourceRelation(QualifiedName name, boolean isTable) {
  /// Those that patterns name, each once, in the order of their names.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND for a pattern that names none
  public static List<QualifiedName> named(
      List<SourceRelation> relations, List<TablePattern> patterns) {
    List<QualifiedName> found = new ArrayList<>();
    for (TablePattern pattern : patterns) {
      List<QualifiedName> named =
          relations.stream()
              .filter(relation -> relation.isTable() || pattern.isExact())
              .map(SourceRelation::name)
              .filter(pattern::matches)
              .toList();
      if (named.isEmpty()) {
        throw new PlimsollException(
            ErrorCode.TABLE_NOT_FOUND,
            "no table matches \"" + pattern.schema() + "." + pattern.table() + "\"");
      }
      found.addAll(named);
    }
    return found.stream().distinct().sorted().toList();
  }
}
