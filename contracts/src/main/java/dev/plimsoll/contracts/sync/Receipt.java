package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/extracts/{id}/receipt` of the sync service: source, files and target read again and
/// compared.
///
/// A digest is the sum, modulo 2^64, of the first 64 bits of the MD5 of each row's text in
/// PostgreSQL's form; 16 hexadecimal digits. The rows' order does not matter. `digests.sql`
/// computes it.
///
/// @param proven whether every table of the extract is in `tables`, and equal
/// @param failures of tables, and of the receipt itself
public record Receipt(
    UUID extractId,
    @JsonProperty("state") OpenEnum<State> rawState,
    Instant startedAt,
    boolean proven,
    List<TableReceipt> tables,
    List<Unproven> failures) {

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
  public record Unproven(
      @Nullable QualifiedName table, ErrorCode code, String message, String fix) {
    public static Unproven of(@Nullable QualifiedName table, Failure failure) {
      return new Unproven(table, failure.code(), failure.message(), failure.fix());
    }
  }

  /// A column with values that readers of Parquet disagree on.
  ///
  /// @param values `infinity` and moments outside of the years 1 to 9999 in the files
  /// @param rule that replaced or refused others; absent: none
  public record SpecialColumn(String column, long values, @Nullable String rule) {}

  /// @param files that the table's rows are in
  /// @param consistency absent where the extract does not say
  /// @param lateCommits protection of rows committed late, in a sentence; of an increment only
  /// @param specialValues columns with such values or a rule for them; absent: none
  public record TableReceipt(
      QualifiedName table,
      QualifiedName target,
      Rows rows,
      Digests digests,
      long files,
      @JsonProperty("consistency") @Nullable OpenEnum<Consistency> rawConsistency,
      @Nullable String lateCommits,
      @Nullable List<SpecialColumn> specialValues) {
    /// Null where unknown or absent.
    public @Nullable Consistency consistency() {
      return rawConsistency == null ? null : rawConsistency.known();
    }

    public boolean equal() {
      return rows.equal() && digests.equal();
    }
  }

  /// Rows of a table, counted at each place that has them.
  ///
  /// @param file in all files
  /// @param log by the offsets of their batches
  /// @param lost source rows that the target lacks
  /// @param doubled target rows beyond the source's
  /// @param deleted rows of the target; absent where keys were not compared
  public record Rows(
      long source,
      long file,
      long log,
      long target,
      long lost,
      long doubled,
      @Nullable Long deleted) {
    boolean equal() {
      return source == file && source == target && source == log;
    }
  }

  /// Digests of a table's rows.
  ///
  /// @param sql that computes them at source and target
  public record Digests(String source, String file, String target, String sql) {
    boolean equal() {
      return source.equals(file) && source.equals(target);
    }
  }
}
