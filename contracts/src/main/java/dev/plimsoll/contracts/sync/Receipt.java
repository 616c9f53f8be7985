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
/// compared.
///
/// A digest is the sum, modulo 2^64, of the first 64 bits of the MD5 of each row's text in
/// PostgreSQL's form; 16 hexadecimal digits. The rows' order does not matter. `digestSql` computes
/// it.
///
/// @param proven whether every table of the extract is in `tables`, and equal
/// @param failures of tables, and of the receipt itself
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

  /// A reason why a part is not proven.
  ///
  /// @param table that failed before its end; absent: reading again has failed
  public record Failure(
      @Nullable QualifiedName table, ErrorCode code, String message, String fix) {}

  /// A column with values that readers of Parquet disagree on.
  ///
  /// @param values `infinity` and moments outside of the years 1 to 9999 in the files
  /// @param rule that replaced or refused others; absent: none
  public record SpecialColumn(String column, long values, @Nullable String rule) {}

  /// @param lost source rows that the target lacks
  /// @param doubled target rows beyond the source's
  /// @param consistency absent where the extract does not say
  /// @param deleted rows of the target; absent where keys were not compared
  /// @param lateCommits protection of rows committed late, in a sentence; of an increment only
  /// @param specialValues columns with such values or a rule for them; absent: none
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
    /// Null where unknown or absent.
    public @Nullable Consistency consistency() {
      return rawConsistency == null ? null : rawConsistency.known();
    }

    public boolean equal() {
      return sourceRows == fileRows
          && sourceRows == targetRows
          && sourceRows == logRows
          && sourceDigest.equals(fileDigest)
          && sourceDigest.equals(targetDigest);
    }
  }
}
