package dev.plimsoll.connector.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;

/// A relation of a source.
///
/// @param isTable false for views and partitions, which only their exact names match
public record SourceRelation(QualifiedName name, boolean isTable) {
  /// Relations that match the patterns, each once, sorted by name. A pattern without a match is
  /// included as a name, for the reader to refuse: it does not harm the others.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND for no match at all
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
