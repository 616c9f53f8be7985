package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.Failure;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Statements that load the files of an extract into an Amazon Redshift, for a person or a job to
/// run.
public record RedshiftPlan(UUID extract, List<TablePlan> tables) {

  /// @param manifest URL; absent where the table is refused or has no rows
  /// @param rows to compare with `pg_last_copy_count()`
  /// @param sql of one transaction, in order; empty where it is refused
  /// @param failure why it is refused
  public record TablePlan(
      QualifiedName table,
      @Nullable String manifest,
      long files,
      long bytes,
      long rows,
      List<String> sql,
      List<String> remarks,
      @Nullable Failure failure) {}
}
