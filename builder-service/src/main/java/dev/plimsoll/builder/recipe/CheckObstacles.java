package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Column;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Step that refuses obstacles which only a person can remove: another key, a taken name, a foreign
/// INVALID index, NULLs, a foreign partition.
public record CheckObstacles() implements RecipeStep {
  private static final Duration LOOK = Duration.ofSeconds(2);

  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    if (table.satisfying(build.definition()).isPresent()) {
      return StepDecision.NOT_NEEDED;
    }
    return otherKey(build, table)
        .or(() -> invalidOfOthers(build, table))
        .or(() -> takenName(build, table))
        .or(() -> foreignPartition(build, table))
        .orElse(StepDecision.RUN);
  }

  /// Looks for NULLs where the statistics have some: a short query, before a build of hours.
  /// Otherwise the proof reads every row.
  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    BuildCommand build = session.build();
    if (build.definition().kind() != IndexDefinition.Kind.PRIMARY_KEY || table.partitioned()) {
      return;
    }
    for (Column column : table.nullableColumns(build.definition())) {
      if (column.nullFraction() > 0 && session.holdsNull(column.name(), LOOK)) {
        throw new PlimsollException(
            ErrorCode.NULL_KEYS, ProveNotNull.message(build.table(), column.name()));
      }
    }
  }

  private static Optional<StepDecision> otherKey(BuildCommand build, TargetTableFacts table) {
    if (build.definition().kind() != IndexDefinition.Kind.PRIMARY_KEY) {
      return Optional.empty();
    }
    return table
        .primaryKey()
        .filter(key -> !BuildNames.isUnfinished(key.name()))
        .filter(key -> key.valid() || !table.matches(key, build.definition()))
        .map(
            key ->
                StepDecision.refuse(
                    ErrorCode.PRIMARY_KEY_EXISTS,
                    "%s has the primary key %s (%s)"
                        .formatted(build.table(), key.name(), String.join(", ", key.columns()))));
  }

  /// A partitioned table's INVALID index only lacks partitions, and is continued.
  private static Optional<StepDecision> invalidOfOthers(
      BuildCommand build, TargetTableFacts table) {
    if (table.partitioned()) {
      return Optional.empty();
    }
    return table.indexes().stream()
        .filter(index -> !index.valid() && !BuildNames.isUnfinished(index.name()))
        .filter(index -> table.matches(index, build.definition()))
        .findFirst()
        .map(
            index ->
                StepDecision.refuse(
                    ErrorCode.FOREIGN_INVALID_INDEX,
                    index.builtBy() == null
                        ? "%s on %s is INVALID and covers the same columns"
                            .formatted(index.name(), build.table())
                        : "session %d is creating %s on %s with the same columns"
                            .formatted(index.builtBy(), index.name(), build.table())));
  }

  private static Optional<StepDecision> takenName(BuildCommand build, TargetTableFacts table) {
    String ownName = BuildNames.index(build.buildId());
    return table.takenNames().stream()
        .filter(name -> !name.equals(ownName) || table.index(name).isEmpty())
        .filter(name -> !isOwn(name, build, table))
        .findFirst()
        .map(
            name ->
                StepDecision.refuse(
                    ErrorCode.CONFLICT,
                    "schema %s has another relation named %s"
                        .formatted(build.table().schema(), name)));
  }

  /// A partitioned table's index may have its name and still lack partitions.
  private static boolean isOwn(String name, BuildCommand build, TargetTableFacts table) {
    return table.partitioned()
        && table.begun(build.definition()).filter(index -> index.name().equals(name)).isPresent();
  }

  private static Optional<StepDecision> foreignPartition(
      BuildCommand build, TargetTableFacts table) {
    return table.family().partitions().stream()
        .filter(partition -> build.definition().isUnique() && partition.foreign())
        .findFirst()
        .map(
            partition ->
                StepDecision.refuse(
                    ErrorCode.UNSUPPORTED_INDEX,
                    "%s has the foreign table %s as a partition, so nothing can be unique in it"
                        .formatted(build.table(), partition.name())));
  }
}
