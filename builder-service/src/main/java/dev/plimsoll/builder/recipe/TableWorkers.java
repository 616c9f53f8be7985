package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.WorkersMark;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.TableSql;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Storage parameter `parallel_workers` of a table, set for its build and reset. Only VACUUM waits
/// for that.
final class TableWorkers {
  private TableWorkers() {}

  /// Whether the table has the wanted value, and its former one is recorded.
  static boolean raised(BuildCommand build, TargetTableFacts table) {
    return table.workers().marks().size() == 1
        && marks(table).getFirst().asked() == build.allocation().parallelWorkers()
        && Objects.equals(table.workers().set(), build.allocation().parallelWorkers());
  }

  static List<String> raising(BuildCommand build, TargetTableFacts table) {
    List<String> sql = new ArrayList<>(restoring(build, table));
    WorkersMark mark =
        new WorkersMark(
            table.relation().oid(), build.allocation().parallelWorkers(), before(table));
    sql.add("CREATE TYPE %s AS ENUM ()".formatted(quoted(build, mark.name())));
    sql.add(TableSql.setWorkers(build.table(), build.allocation().parallelWorkers()));
    return sql;
  }

  /// A value that somebody has set meanwhile stays.
  static List<String> restoring(BuildCommand build, TargetTableFacts table) {
    List<String> sql = new ArrayList<>();
    if (table.workers().marks().isEmpty()) {
      return sql;
    }
    @Nullable Integer before = before(table);
    if (!Objects.equals(before, table.workers().set())) {
      sql.add(
          before == null
              ? TableSql.resetWorkers(build.table())
              : TableSql.setWorkers(build.table(), before));
    }
    table.workers().marks().forEach(mark -> sql.add("DROP TYPE " + quoted(build, mark)));
    return sql;
  }

  static void restore(BuildSession session, TargetTableFacts table) throws SQLException {
    List<String> sql = restoring(session.build(), table);
    if (!sql.isEmpty()) {
      session.shortlyLocked(table, sql);
    }
  }

  private static @Nullable Integer before(TargetTableFacts table) {
    for (WorkersMark mark : marks(table)) {
      if (Objects.equals(table.workers().set(), mark.asked())) {
        return mark.before();
      }
    }
    return table.workers().set();
  }

  private static List<WorkersMark> marks(TargetTableFacts table) {
    return table.workers().marks().stream().flatMap(name -> WorkersMark.of(name).stream()).toList();
  }

  private static String quoted(BuildCommand build, String mark) {
    return Identifiers.quote(new QualifiedName(build.table().schema(), mark));
  }
}
