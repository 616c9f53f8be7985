package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/extracts/{id}/receipt` of the sync service: source, files and target read again and
/// compared, not our own counters.
///
/// A digest is order-independent: the sum, modulo 2^64, over all rows of the first 64 bits of the
/// MD5 of the row's text as PostgreSQL writes it; as 16 hexadecimal digits. Anyone can compute it
/// with one SQL statement, which `digestSql` gives.
///
/// @param proven every table of the extract is among `tables`, and equal
/// @param tables what was read again
/// @param failures why something was not: of a table that has failed, and of the receipt itself
public record Receipt(
    UUID extractId,
    @JsonProperty("state") OpenEnum<State> rawState,
    Instant startedAt,
    boolean proven,
    List<TableReceipt> tables,
    List<Failure> failures) {

  public @Nullable State state() {
    return rawState.known();
  }

  public Receipt {
    tables = List.copyOf(tables);
    failures = List.copyOf(failures);
  }

  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  /// Why something is not proven, in the words of a problem.
  ///
  /// @param table that has failed and was never loaded whole; absent: reading again has failed
  /// @param message what happened, with the names that it takes to find it
  /// @param fix what to do about it
  public record Failure(
      @Nullable QualifiedName table, ErrorCode code, String message, String fix) {}

  /// A column with values that readers of Parquet do not agree on.
  ///
  /// @param values of them in the files: `infinity`, or moments outside of the years 1 to 9999
  /// @param rule by which others were replaced or refused; absent: none
  public record SpecialColumn(String column, long values, @Nullable String rule) {}

  /// @param lost rows of the source that are not in the target
  /// @param doubled rows of the target beyond the source's
  /// @param consistency of what was extracted; absent where the extract says nothing of it
  /// @param deleted rows that were deleted there since the source has no such key any more; absent
  ///     where keys were not compared
  /// @param lateCommits of an increment: what kept rows that are committed late from being passed,
  ///     in a sentence; else absent
  /// @param specialValues columns whose values not every reader of the files has as they are, or
  ///     for whose values a rule was given; absent: none
  public record TableReceipt(
      QualifiedName table,
      QualifiedName target,
      long sourceRows,
      long fileRows,
      long logRows,
      long targetRows,
      String sourceDigest,
      String fileDigest,
      String targetDigest,
      long files,
      long lost,
      long doubled,
      String digestSql,
      @JsonProperty("consistency") @Nullable OpenEnum<Consistency> rawConsistency,
      @Nullable Long deleted,
      @Nullable String lateCommits,
      @Nullable List<SpecialColumn> specialValues) {
    /// Null where this version does not know it, or there is none.
    public @Nullable Consistency consistency() {
      return rawConsistency == null ? null : rawConsistency.known();
    }

    /// Rows and digests are equal everywhere.
    public boolean equal() {
      return sourceRows == fileRows
          && sourceRows == targetRows
          && sourceRows == logRows
          && sourceDigest.equals(fileDigest)
          && sourceDigest.equals(targetDigest);
    }
  }
}
