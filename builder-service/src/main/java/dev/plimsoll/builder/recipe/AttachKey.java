package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Column;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.index.TableSql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Step that makes the finished unique index the primary key, under the key's name. In the same
/// transaction the NOT NULL constraints get PostgreSQL's usual names.
public record AttachKey() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return table.satisfying(build.definition()).isPresent()
        ? StepDecision.ALREADY_DONE
        : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    session.shortlyLocked(table, statements(session.build(), table));
  }

  static List<String> statements(BuildCommand build, TargetTableFacts table) {
    List<String> statements = new ArrayList<>(namedProofs(build, table));
    String own = BuildNames.index(build.buildId());
    String index =
        table.index(own).or(() -> table.keyToBe(build.definition())).map(Index::name).orElse(own);
    statements.add(IndexSql.addKey(build.table(), build.indexName(), index));
    return statements;
  }

  /// Renames the NOT NULL constraints to their usual names, where constraints can be renamed.
  static List<String> namedProofs(BuildCommand build, TargetTableFacts table) {
    List<String> statements = new ArrayList<>();
    if (!table.relation().renamable()) {
      return statements;
    }
    for (Column column : table.columns()) {
      String own = BuildNames.notNull(build.buildId(), column.number());
      String usual = build.table().name() + "_" + column.name() + "_not_null";
      if (table.constraint(own).isPresent()
          && table.constraint(usual).isEmpty()
          && usual.getBytes(StandardCharsets.UTF_8).length <= BuildNames.MAX_NAME_BYTES) {
        statements.add(TableSql.renameConstraint(build.table(), own, usual));
      }
    }
    return statements;
  }
}
