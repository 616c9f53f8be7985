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

/// Makes the finished unique index the primary key, which also gives it its name. The proofs of NOT
/// NULL get the names that PostgreSQL itself would have given them, in the same transaction.
public record AttachKey() implements RecipeStep {
  @Override
  public String name() {
    return "attach the key";
  }

  @Override
  public boolean finishes() {
    return true;
  }

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

  /// Gives the proofs of NOT NULL their usual names, where constraints can be renamed.
  static List<String> namedProofs(BuildCommand build, TargetTableFacts table) {
    List<String> statements = new ArrayList<>();
    if (!table.renamable()) {
      return statements;
    }
    for (Column column : table.columns()) {
      String own = BuildNames.notNull(build.buildId(), column.number());
      String usual = build.table().name() + "_" + column.name() + "_not_null";
      if (table.constraint(own).isPresent() && table.constraint(usual).isEmpty() && fits(usual)) {
        statements.add(TableSql.renameConstraint(build.table(), own, usual));
      }
    }
    return statements;
  }

  private static boolean fits(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= BuildNames.MAX_NAME_BYTES;
  }
}
