package dev.plimsoll.demo.report;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Evidence of a run: the services' own figures, and those that the command line read from both
/// databases.
///
/// @param sourceRows counted by COPY when the source was made
/// @param outside read by the command line's own SQL
/// @param keys demanded of the target by the source's primary keys and the rules
/// @param kill null when none was asked for
public record Evidence(
    Map<QualifiedName, Long> sourceRows,
    ExtractView extract,
    Receipt receipt,
    LogAudit audit,
    List<BuildView> builds,
    Map<QualifiedName, Outside> outside,
    List<Key> keys,
    List<ServiceMemory> memory,
    @Nullable Kill kill) {

  /// Table as read on both sides, its structures from the catalogs.
  ///
  /// @param logRows records in the partitions of the table's topic
  /// @param sourceDigest by the receipt's statement, as is the target's
  /// @param difference by the command line's own statement, over all columns
  public record Outside(
      long sourceRows,
      long targetRows,
      long logRows,
      String sourceDigest,
      String targetDigest,
      Difference difference,
      Structure source,
      Structure target) {}

  /// Difference of two multisets of rows, so that lost rows cannot hide doubled ones.
  ///
  /// @param lost rows of the source that the target lacks
  /// @param doubled rows of the target that the source has less often
  /// @param foreign rows of the target that the source lacks: changed ones, for example
  public record Difference(long lost, long doubled, long foreign) {}

  /// @param columns in order, each with type, nullability and collation
  /// @param keys primary and unique ones, in the form of `pg_get_constraintdef`
  public record Structure(List<String> columns, List<String> keys) {
    public Structure {
      columns = List.copyOf(columns);
      keys = List.copyOf(keys);
    }
  }

  /// @param valid whether the target's catalog has it and PostgreSQL may use it
  public record Key(QualifiedName table, IndexDefinition definition, boolean valid) {}

  /// @param peakBytes peak resident memory (VmHWM) over the service's restarts
  /// @param heapCapBytes its -Xmx
  /// @param capBytes limit of resident memory
  public record ServiceMemory(String service, long peakBytes, long heapCapBytes, long capBytes) {}

  /// @param atRows rows loaded at the time of the signal
  /// @param readyMillis from the signal until the service was ready again
  /// @param recovered whether a new process of it was alive at the end
  public record Kill(String service, long atRows, long readyMillis, boolean recovered) {}
}
