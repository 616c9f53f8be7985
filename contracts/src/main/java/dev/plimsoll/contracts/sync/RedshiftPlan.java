package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements that load the files of an extract into an Amazon Redshift, table by table. None
/// was run: a person or their job runs them.
public record RedshiftPlan(UUID extract, List<TablePlan> tables) {

  /// @param manifest URL of the list of its files; absent where it is refused or has no rows
  /// @param rows that a whole load has, to compare with `pg_last_copy_count()`
  /// @param sql statements of one transaction, in order; empty where it is refused
  /// @param remarks what makes it slower or needs to be known
  /// @param errorCode why it is refused; absent where it is not
  public record TablePlan(
      QualifiedName table,
      @Nullable String manifest,
      long files,
      long bytes,
      long rows,
      List<String> sql,
      List<String> remarks,
      @Nullable ErrorCode errorCode,
      @Nullable String error) {}
}
