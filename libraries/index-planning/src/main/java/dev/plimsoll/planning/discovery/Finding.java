package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;

/// The result of one rule for one table.
public sealed interface Finding {
  QualifiedName table();

  IndexDefinition definition();

  default TableIndex index() {
    return new TableIndex(table(), definition());
  }

  /// To be built.
  ///
  /// @param because the reason, a clause
  /// @param partitions of a partitioned table without foreign ones, whose indexes it consists of;
  ///     else empty
  /// @param aroundForeign a partition is a foreign table: PostgreSQL makes such an index valid only
  ///     as it is created, so it comes after the partitions' own
  /// @param keyToBe a unique index to make the primary key; empty for none
  record Missing(
      QualifiedName table,
      IndexDefinition definition,
      String because,
      List<QualifiedName> partitions,
      boolean aroundForeign,
      String keyToBe)
      implements Finding {
    public Missing {
      partitions = List.copyOf(partitions);
    }
  }

  /// There already, or about to be.
  ///
  /// @param by the index or build, in words
  record Satisfied(QualifiedName table, IndexDefinition definition, String by) implements Finding {}

  /// Cannot be built as asked.
  record Refused(QualifiedName table, IndexDefinition definition, ErrorCode code, String reason)
      implements Finding {}
}
