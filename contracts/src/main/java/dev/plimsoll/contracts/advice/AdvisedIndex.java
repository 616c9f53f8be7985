package dev.plimsoll.contracts.advice;

import dev.plimsoll.contracts.advice.IndexAdvice.Gain;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.SizeRange;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Index that a workload wants.
///
/// @param priority 1 to 4, 1 first; also the phase to build it in
/// @param impact in words
/// @param rationale a sentence
/// @param savedShare of the workload's time, 0 to 1
/// @param affected statements whose plans use it, the most time first
/// @param bytes by formula
/// @param createSql runnable outside of a transaction
/// @param id of the recommendation of a registered database; null where nothing is kept
/// @param dismissedBy who and why; null unless dismissed
public record AdvisedIndex(
    QualifiedName table,
    IndexDefinition definition,
    int priority,
    String impact,
    String rationale,
    double savedShare,
    List<Affected> affected,
    long bytes,
    SizeRange range,
    Writes writes,
    String createSql,
    @Nullable UUID id,
    @Nullable String dismissedBy) {
  public AdvisedIndex {
    affected = List.copyOf(affected);
  }

  /// As it is kept.
  public AdvisedIndex known(UUID as, @Nullable String dismissed) {
    return new AdvisedIndex(
        table,
        definition,
        priority,
        impact,
        rationale,
        savedShare,
        affected,
        bytes,
        range,
        writes,
        createSql,
        as,
        dismissed);
  }

  /// Statement that gains.
  ///
  /// @param id `queryid` of `pg_stat_statements`, or its name in the workload
  /// @param text the beginning of it
  /// @param share of the workload's time before
  /// @param before milliseconds of a call; units of cost where the gain is COST
  public record Affected(
      String id, String text, long calls, double share, double before, double after, Gain gain) {}

  /// What writes to the table would have to do for it, since its counters were reset.
  ///
  /// @param entries added: inserts, and updates that were not heap-only
  /// @param entryBytes mean
  /// @param share of the workload's time that its own writes would take for it, a guess; 0 where it
  ///     has none
  public record Writes(
      long inserts, long updates, long hotUpdates, long entries, double entryBytes, double share) {}
}
