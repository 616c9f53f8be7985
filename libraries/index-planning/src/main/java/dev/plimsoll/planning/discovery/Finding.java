package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;

/// The meaning of one rule for one table.
public sealed interface Finding {
  QualifiedName table();

  IndexDefinition definition();

  default TableIndex index() {
    return new TableIndex(table(), definition());
  }

  /// To be built.
  ///
  /// @param because who asks for it, or what else speaks for it: a clause
  /// @param partitions whose indexes of the same definition it consists of; empty for what is no
  ///     partitioned table, foreign ones left out
  /// @param aroundForeign a partition is a foreign table: then PostgreSQL makes the whole valid
  ///     only as it is created, so that comes after the partitions' own
  /// @param keyToBe a unique index that only has to be made the primary key; empty for none
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
  /// @param by what satisfies it, in words
  record Satisfied(QualifiedName table, IndexDefinition definition, String by) implements Finding {}

  /// Cannot be built as asked.
  record Refused(QualifiedName table, IndexDefinition definition, ErrorCode code, String reason)
      implements Finding {}
}
