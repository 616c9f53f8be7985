package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Constraint;
import dev.plimsoll.builder.catalog.TargetTableFacts.Partition;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.TableSql;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Undo of a cancelled build: its index, valid or not, unless it has its final name; its NOT NULL
/// constraints; the table's workers.
public final class Withdrawal {
  private Withdrawal() {}

  public static boolean isNeeded(BuildCommand build, TargetTableFacts table) {
    String own = BuildNames.index(build.buildId());
    return table.index(own).isPresent()
        || table.family().partitions().stream()
            .anyMatch(
                partition -> {
                  String part =
                      BuildNames.index(BuildNames.part(build, partition.name()).buildId());
                  return partition.indexes().stream().anyMatch(index -> index.name().equals(part));
                })
        || !constraints(build, table).isEmpty()
        || (build.allocation().tableWorkers() && !table.workers().marks().isEmpty());
  }

  /// Runs under the claim, without any session of the build.
  public static void run(BuildSession session) throws SQLException {
    BuildCommand build = session.build();
    TargetTableFacts table = session.read();
    for (Partition partition : table.family().partitions()) {
      BuildSession part = session.of(BuildNames.part(build, partition.name()));
      if (isNeeded(part.build(), part.read())) {
        run(part);
      }
    }
    String own = BuildNames.index(build.buildId());
    if (!table.workers().marks().isEmpty()) {
      TableWorkers.restore(session, table);
    }
    List<String> sql = new ArrayList<>();
    if (table.index(own).isPresent()) {
      if (!table.partitioned()) {
        session.dropIndex(own);
      } else if (!hasParts(build, table)) {
        boolean key = table.constraint(own).isPresent();
        sql.add(
            key
                ? TableSql.dropConstraint(build.table(), own)
                : "DROP INDEX "
                    + Identifiers.quote(new QualifiedName(build.table().schema(), own)));
      }
    }
    for (Constraint constraint : constraints(build, table)) {
      sql.add(TableSql.dropConstraint(build.table(), constraint.name()));
    }
    if (!sql.isEmpty()) {
      session.shortlyLocked(table, sql);
    }
  }

  /// Dropping the parent's index would drop attached ones of other builds. It stays INVALID, for a
  /// later build to continue.
  private static boolean hasParts(BuildCommand build, TargetTableFacts table) {
    String own = build.table().schema() + "." + BuildNames.index(build.buildId());
    return table.family().partitions().stream()
        .flatMap(partition -> partition.indexes().stream())
        .anyMatch(index -> own.equals(index.attachedTo()));
  }

  private static List<Constraint> constraints(BuildCommand build, TargetTableFacts table) {
    String begins = BuildNames.index(build.buildId()) + "_";
    return table.constraints().stream()
        .filter(constraint -> constraint.name().startsWith(begins))
        .toList();
  }
}
