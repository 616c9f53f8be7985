package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.plan.KeyRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Payload of a job of kind `build`: indexes that are planned, applied and awaited.
///
/// Either `database`, or `plan` for one that was made already.
///
/// @param database a registered database
/// @param tables patterns `schema.table`; all where empty. With `plan`: whose builds are awaited
/// @param indexes to build; what the database's rules miss where empty
/// @param strategy the database's own where absent
/// @param plan its hash, or the first 8 characters or more. A draft is applied; of one that was
///     applied before, the builds are awaited alone
public record BuildOrder(
    @Nullable @Within(Bound.NAME) String database,
    @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Within(Bound.RULES) List<KeyRule> indexes,
    @Nullable @Within(Bound.STRATEGY) String strategy,
    @Nullable @Within(Bound.PLAN_HASH) String plan) {
  public BuildOrder {
    tables = tables == null ? List.of() : List.copyOf(tables);
    indexes = indexes == null ? List.of() : List.copyOf(indexes);
    if ((database == null) == (plan == null)) {
      throw new IllegalArgumentException("a build has a database, or a plan");
    }
    if (plan != null && (!indexes.isEmpty() || strategy != null)) {
      throw new IllegalArgumentException("a plan has its indexes and its strategy already");
    }
    if (!indexes.isEmpty() && !tables.isEmpty()) {
      throw new IllegalArgumentException("each of the indexes has its tables already");
    }
  }
}
