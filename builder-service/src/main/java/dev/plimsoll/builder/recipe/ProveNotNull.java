package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Column;
import dev.plimsoll.builder.catalog.TargetTableFacts.Constraint;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.index.TableSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Step that proves the key's columns NOT NULL beside readers and writers, so that attaching the
/// key does not scan the table under ACCESS EXCLUSIVE. PostgreSQL 18 can validate NOT NULL
/// constraints later. Before, and where the constraint could not be renamed at the end, SET NOT
/// NULL relies on a CHECK.
public record ProveNotNull() implements RecipeStep {
  private static final String NO_SUCH_CONSTRAINT = "42704";

  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    if (table.satisfying(build.definition()).isPresent()
        || table.begun(build.definition()).filter(Index::primary).isPresent()) {
      return StepDecision.ALREADY_DONE;
    }
    return table.nullableColumns(build.definition()).isEmpty()
        ? StepDecision.NOT_NEEDED
        : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    List<Column> columns = table.nullableColumns(session.build().definition());
    boolean named =
        table.server().version() >= TableSql.WITH_NOT_NULL_CONSTRAINTS
            && table.relation().renamable();
    List<Column> unguarded = new ArrayList<>();
    for (Column column : columns) {
      // An existing constraint is validated as it is: SET NOT NULL would do so under ACCESS
      // EXCLUSIVE.
      if (named || column.unproven() != null) {
        byConstraint(session, table, column);
      } else {
        unguarded.add(column);
      }
    }
    if (!unguarded.isEmpty()) {
      byCheck(session, table, unguarded);
    }
  }

  static String message(QualifiedName table, String columns) {
    return "%s holds rows where %s is NULL".formatted(table, columns);
  }

  private static void byConstraint(BuildSession session, TargetTableFacts table, Column column)
      throws SQLException {
    BuildCommand build = session.build();
    String own = BuildNames.notNull(build.buildId(), column.number());
    String name = column.unproven();
    if (name == null) {
      session.shortlyLocked(table, List.of(TableSql.addNotNull(build.table(), own, column.name())));
      name = unproven(session.read(), column);
    }
    while (name != null) {
      try {
        validate(session, table, name, column.name());
        return;
      } catch (SQLException e) {
        String now =
            NO_SUCH_CONSTRAINT.equals(e.getSQLState()) ? unproven(session.read(), column) : name;
        if (name.equals(now)) {
          throw e;
        }
        name = now;
      }
    }
  }

  /// Current name of the unvalidated constraint. PostgreSQL keeps the one inherited from the parent
  /// instead of adding another, and the parent's build renames it at its end.
  private static @Nullable String unproven(TargetTableFacts table, Column column) {
    return table.columns().stream()
        .filter(now -> now.number() == column.number())
        .findFirst()
        .map(Column::unproven)
        .orElse(null);
  }

  private static void byCheck(BuildSession session, TargetTableFacts table, List<Column> columns)
      throws SQLException {
    BuildCommand build = session.build();
    String check = BuildNames.check(build.buildId());
    if (table.constraint(check).isEmpty()) {
      session.shortlyLocked(
          table,
          List.of(
              TableSql.addNotNullCheck(
                  build.table(), check, columns.stream().map(Column::name).toList())));
    }
    validate(
        session,
        table,
        check,
        columns.stream().map(Column::name).collect(Collectors.joining(" or ")));
    List<String> statements = new ArrayList<>();
    for (Column column : columns) {
      statements.add(TableSql.setNotNull(build.table(), column.name()));
    }
    statements.add(TableSql.dropConstraint(build.table(), check));
    session.shortlyLocked(table, statements);
  }

  private static void validate(
      BuildSession session, TargetTableFacts table, String constraint, String columns)
      throws SQLException {
    QualifiedName name = session.build().table();
    try {
      session.execute(TableSql.validate(name, constraint));
    } catch (SQLException e) {
      // 23502 from a NOT NULL constraint, 23514 from a CHECK.
      if (!"23502".equals(e.getSQLState()) && !"23514".equals(e.getSQLState())) {
        throw e;
      }
      takeBack(session, table);
      throw new PlimsollException(ErrorCode.NULL_KEYS, message(name, columns), e);
    }
  }

  /// Drops the valid ones too: they were only wanted with the key.
  private static void takeBack(BuildSession session, TargetTableFacts table) throws SQLException {
    QualifiedName name = session.build().table();
    String begins = BuildNames.index(session.build().buildId()) + "_";
    List<String> drops =
        session.read().constraints().stream()
            .map(Constraint::name)
            .filter(constraint -> constraint.startsWith(begins))
            .map(constraint -> TableSql.dropConstraint(name, constraint))
            .toList();
    if (!drops.isEmpty()) {
      session.shortlyLocked(table, drops);
    }
  }
}
