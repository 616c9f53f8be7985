package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Preview of the statements that a build will execute. The builder creates its own by the same
/// [IndexSql] and [TableSql], skips finished steps, and runs short locks in a transaction with a
/// `lock_timeout`.
///
/// @param serverVersion `server_version_num`
/// @param limits of the session that creates the index
/// @param nullable key columns not known to be NOT NULL
/// @param keyToBe an existing unique index that becomes the key; empty for none
/// @param whole the partitioned table's index to attach to; null for none
/// @param partitions of a partitioned table; null for others
public record RecipeSql(
    int serverVersion,
    QualifiedName table,
    IndexDefinition definition,
    String indexName,
    Limits limits,
    List<String> nullable,
    String keyToBe,
    @Nullable QualifiedName whole,
    @Nullable Partitions partitions) {
  /// Placeholder for an index' name during its build, which ends with the build's id.
  public static final String WORKING_NAME = "plimsoll_build_…";

  private static final int MAX_NAME_BYTES = 63;

  /// @param maintenanceWorkMemBytes for the whole CREATE INDEX
  /// @param setOnTable whether the table's `parallel_workers` is set during the build
  public record Limits(long maintenanceWorkMemBytes, int parallelWorkers, boolean setOnTable) {}

  /// @param indexes existing ones, attached at once
  /// @param aroundForeign whether one is a foreign table, so that the others' indexes come first
  public record Partitions(List<QualifiedName> indexes, boolean aroundForeign) {
    public Partitions {
      indexes = List.copyOf(indexes);
    }
  }

  public RecipeSql {
    nullable = List.copyOf(nullable);
  }

  public List<String> statements() {
    return partitions == null ? ofTable() : ofParent(partitions);
  }

  private List<String> ofTable() {
    List<String> sql = new ArrayList<>();
    String index = keyToBe.isEmpty() ? WORKING_NAME : keyToBe;
    if (keyToBe.isEmpty()) {
      create(sql);
    }
    if (definition.kind() == Kind.PRIMARY_KEY) {
      proveNotNull(sql);
      sql.add(IndexSql.addKey(table, indexName, index));
    } else {
      sql.add(IndexSql.rename(working(), indexName));
    }
    attach(sql);
    sql.add(TableSql.analyze(table));
    return sql;
  }

  private void create(List<String> sql) {
    sql.add(TableSql.limits(limits.maintenanceWorkMemBytes(), limits.parallelWorkers()));
    if (limits.setOnTable()) {
      sql.add(TableSql.setWorkers(table, limits.parallelWorkers()));
    }
    sql.add(IndexSql.createConcurrently(table, definition, WORKING_NAME));
    if (limits.setOnTable()) {
      sql.add(TableSql.resetWorkers(table));
    }
  }

  private void attach(List<String> sql) {
    if (whole != null) {
      sql.add(IndexSql.attach(whole, new QualifiedName(table.schema(), indexName)));
    }
  }

  private List<String> ofParent(Partitions parts) {
    List<String> sql = new ArrayList<>();
    if (parts.aroundForeign()) {
      sql.add(IndexSql.createAround(table, definition, WORKING_NAME));
    } else if (definition.kind() == Kind.PRIMARY_KEY) {
      proveNotNull(sql);
      sql.add(IndexSql.addKeyOnly(table, definition, WORKING_NAME));
    } else {
      sql.add(IndexSql.createOnly(table, definition, WORKING_NAME));
    }
    for (QualifiedName index : parts.indexes()) {
      sql.add(IndexSql.attach(working(), index));
    }
    sql.add(IndexSql.rename(working(), indexName));
    attach(sql);
    return sql;
  }

  private void proveNotNull(List<String> sql) {
    if (nullable.isEmpty()) {
      return;
    }
    if (serverVersion >= TableSql.WITH_NOT_NULL_CONSTRAINTS) {
      for (String column : nullable) {
        String name = notNullName(table, column);
        sql.add(TableSql.addNotNull(table, name, column));
        sql.add(TableSql.validate(table, name));
      }
      return;
    }
    String check = WORKING_NAME + "_check";
    sql.add(TableSql.addNotNullCheck(table, check, nullable));
    sql.add(TableSql.validate(table, check));
    for (String column : nullable) {
      sql.add(TableSql.setNotNull(table, column));
    }
    sql.add(TableSql.dropConstraint(table, check));
  }

  private QualifiedName working() {
    return new QualifiedName(table.schema(), WORKING_NAME);
  }

  /// The name that PostgreSQL 18 gives such a constraint, where it is short enough.
  private static String notNullName(QualifiedName table, String column) {
    String usual = table.name() + "_" + column + "_not_null";
    return usual.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
        ? usual
        : WORKING_NAME + "_nn";
  }
}
