package dev.plimsoll.advice;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;

/// Change of the schema, or of a statement, where no index can help.
///
/// @param statement that takes the time
/// @param share of the workload's time that it takes with all recommendations, 0 to 1
/// @param tables that the change is about
/// @param text what keeps indexes from helping, and what would help
public record SchemaAdvice(
    Kind kind, String statement, double share, List<QualifiedName> tables, String text) {
  public SchemaAdvice {
    tables = List.copyOf(tables);
  }

  /// What keeps indexes from helping.
  public enum Kind {
    /// Rows are chosen by one table and sorted by another, and only the first are wanted.
    SORT_KEYS_ELSEWHERE,
    /// A pattern without a known beginning, and no trigram indexes here.
    PATTERN,
    /// Most rows of a large table are read and counted or summed.
    WHOLE_TABLE,
    /// Where it is prepared the server uses one plan for all values, which is slower than one for
    /// these.
    GENERIC_PLAN
  }
}
