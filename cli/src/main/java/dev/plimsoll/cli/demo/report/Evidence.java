package dev.plimsoll.cli.demo.report;

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
  public record Outside(
      long sourceRows, long targetRows, String sourceDigest, String targetDigest) {}

  /// @param valid the target's catalog has it, and PostgreSQL may use it
  public record Key(QualifiedName table, IndexDefinition definition, boolean valid) {}

  /// @param peakBytes the most that was resident (VmHWM) in the service's life, over its restarts
  /// @param heapCapBytes its -Xmx
  /// @param capBytes what it may have resident in all
  public record ServiceMemory(String service, long peakBytes, long heapCapBytes, long capBytes) {}

  /// @param atRows loaded when the signal went out
  /// @param readyMillis from the signal until the service was ready again
  /// @param recovered it was ready again and its work went on
  public record Kill(String service, long atRows, long readyMillis, boolean recovered) {}
}
