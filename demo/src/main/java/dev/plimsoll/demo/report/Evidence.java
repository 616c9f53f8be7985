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

/// Everything that the run is judged by: what the services say of themselves, and what the command
/// line read from the two databases without asking them.
///
/// @param sourceRows as counted by COPY when the source was made
/// @param outside read by the command line's own SQL
/// @param keys demanded of the target: the source's own primary keys and the rules'
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

  /// One table, read on both sides.
  ///
  /// @param logRows records of the table's topic, as the log's partitions say
  /// @param sourceDigest by the receipt's statement, as is the target's
  /// @param difference by the command line's own statement, over all columns that are there
  /// @param source as its catalog has it, as is the target
  public record Outside(
      long sourceRows,
      long targetRows,
      long logRows,
      String sourceDigest,
      String targetDigest,
      Difference difference,
      Structure source,
      Structure target) {}

  /// Rows of two sides, each as often as it is there: what is lost does not hide what is doubled.
  ///
  /// @param lost of the source, that the target lacks
  /// @param doubled of the target, that the source has, but not as often
  /// @param foreign of the target, that the source has not at all: changed ones, for example
  public record Difference(long lost, long doubled, long foreign) {}

  /// @param columns in their order, each with type, nullability and a collation of its own
  /// @param keys primary and unique ones, as `pg_get_constraintdef` writes them
  public record Structure(List<String> columns, List<String> keys) {
    public Structure {
      columns = List.copyOf(columns);
      keys = List.copyOf(keys);
    }
  }

  /// @param valid the target's catalog has it, and PostgreSQL may use it
  public record Key(QualifiedName table, IndexDefinition definition, boolean valid) {}

  /// @param peakBytes the most that was resident (VmHWM) in the service's life, over its restarts
  /// @param heapCapBytes its -Xmx
  /// @param capBytes what it may have resident in all
  public record ServiceMemory(String service, long peakBytes, long heapCapBytes, long capBytes) {}

  /// @param atRows loaded when the signal went out
  /// @param readyMillis from the signal until the service was ready again
  /// @param recovered another process of it was there and alive at the end
  public record Kill(String service, long atRows, long readyMillis, boolean recovered) {}
}
