package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.catalog.TargetTable.Column;
import dev.plimsoll.builder.catalog.TargetTable.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Refuses early what cannot come to a good end, before anything is touched.
public record CheckTarget() implements Step {
  @Override
  public String name() {
    return "check the table";
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    if (!"r".equals(table.kind())) {
      return Decision.refuse(
          ErrorCode.NOT_A_TABLE, build.table() + " is " + describe(table.kind()));
    }
    IndexDefinition definition = build.definition();
    List<String> unknown =
        definition.columns().stream().filter(name -> table.column(name).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      return Decision.refuse(
          ErrorCode.COLUMN_NOT_FOUND,
          build.table() + " has no column " + String.join(", ", unknown));
    }
    if (table.satisfying(definition).isPresent()) {
      return Decision.RUN;
    }
    Optional<Decision> rights = rights(build, table);
    if (rights.isPresent()) {
      return rights.get();
    }
    Optional<Index> otherKey = table.primaryKey();
    if (definition.kind() == IndexDefinition.Kind.PRIMARY_KEY && otherKey.isPresent()) {
      return Decision.refuse(
          ErrorCode.PRIMARY_KEY_EXISTS,
          "%s has the primary key %s (%s)"
              .formatted(
                  build.table(),
                  otherKey.get().name(),
                  String.join(", ", otherKey.get().columns())));
    }
    return invalidOfOthers(build, table).or(() -> takenName(build, table)).orElse(Decision.RUN);
  }

  /// Looks for NULLs where the statistics know of some: found in a moment, and before a build of
  /// hours instead of after it. Without such a hint it is left to the proof, which reads every row.
  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    BuildCommand build = session.build();
    if (build.definition().kind() != IndexDefinition.Kind.PRIMARY_KEY
        || table.satisfying(build.definition()).isPresent()) {
      return;
    }
    for (Column column : table.nullableColumns(build.definition())) {
      if (column.nullFraction() > 0 && session.holdsNull(column.name())) {
        throw new PlimsollException(
            ErrorCode.NULL_KEYS, ProveNotNull.message(build.table(), column.name()));
      }
    }
  }

  private static Optional<Decision> rights(BuildCommand build, TargetTable table) {
    String role = Identifiers.quote(table.role());
    String schema = Identifiers.quote(build.table().schema());
    if (!table.schemaUsable()) {
      return lacks("GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, role));
    }
    if (!table.owned()) {
      return lacks(
          "only the owner of %s may create an index: GRANT %s TO %s"
              .formatted(build.table(), Identifiers.quote(table.owner()), role));
    }
    if (!table.schemaWritable()) {
      return lacks("GRANT CREATE ON SCHEMA %s TO %s".formatted(schema, role));
    }
    return Optional.empty();
  }

  private static Optional<Decision> lacks(String what) {
    return Optional.of(Decision.refuse(ErrorCode.INSUFFICIENT_PRIVILEGE, what));
  }

  private static Optional<Decision> invalidOfOthers(BuildCommand build, TargetTable table) {
    return table.indexes().stream()
        .filter(index -> !index.valid() && !BuildNames.isUnfinished(index.name()))
        .filter(index -> TargetTable.matches(index, build.definition()))
        .findFirst()
        .map(
            index ->
                Decision.refuse(
                    ErrorCode.FOREIGN_INVALID_INDEX,
                    index.builtBy() == null
                        ? "%s on %s is INVALID and covers the same columns"
                            .formatted(index.name(), build.table())
                        : "session %d is creating %s on %s with the same columns"
                            .formatted(index.builtBy(), index.name(), build.table())));
  }

  private static Optional<Decision> takenName(BuildCommand build, TargetTable table) {
    String ownName = BuildNames.index(build.buildId());
    return table.takenNames().stream()
        .filter(name -> !name.equals(ownName) || table.index(name).isEmpty())
        .findFirst()
        .map(
            name ->
                Decision.refuse(
                    ErrorCode.CONFLICT,
                    "schema %s has another relation named %s"
                        .formatted(build.table().schema(), name)));
  }

  private static String describe(String kind) {
    return switch (kind) {
      case "v" -> "a view";
      case "m" -> "a materialized view";
      case "f" -> "a foreign table";
      case "p" -> "a partitioned table: build on its partitions";
      case "i", "I" -> "an index";
      case "S" -> "a sequence";
      case "c" -> "a composite type";
      default -> "no ordinary table";
    };
  }
}
