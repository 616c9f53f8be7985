package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statements that a build will execute, in order, for people to read before it starts. The
/// builder writes its own by the same [IndexSql] and [TableSql]; it leaves out what it finds done,
/// and wraps short locks in a transaction with a `lock_timeout`.
///
/// @param serverVersion `server_version_num`
/// @param partitioned the table is a partitioned one
/// @param partitionIndexes what is there and is attached at once, where `partitioned`
/// @param aroundForeign a partition is a foreign table, so that the others' indexes come first
/// @param whole the partitioned table's index that this one is attached to; null for none
/// @param keyToBe the unique index that only has to be made the key; empty for none
/// @param nullable key columns that are not known to be NOT NULL
/// @param maintenanceWorkMemBytes for the whole CREATE INDEX
/// @param parallelWorkers to ask for
/// @param tableWorkers `parallel_workers` is set on the table meanwhile
public record RecipeSql(
    int serverVersion,
    QualifiedName table,
    IndexDefinition definition,
    String indexName,
    boolean partitioned,
    List<QualifiedName> partitionIndexes,
    boolean aroundForeign,
    @Nullable QualifiedName whole,
    String keyToBe,
    List<String> nullable,
    long maintenanceWorkMemBytes,
    int parallelWorkers,
    boolean tableWorkers) {

  /// Stands for the name that an index has while it is built: it ends with the build's id.
  public static final String WORKING_NAME = "plimsoll_build_…";

  private static final int MAX_NAME_BYTES = 63;

  public RecipeSql {
    partitionIndexes = List.copyOf(partitionIndexes);
    nullable = List.copyOf(nullable);
  }

  /// For an ordinary table or a partition.
  public static RecipeSql of(
      int serverVersion, QualifiedName table, IndexDefinition definition, String indexName) {
    return new RecipeSql(
        serverVersion,
        table,
        definition,
        indexName,
        false,
        List.of(),
        false,
        null,
        "",
        List.of(),
        64L << 20,
        0,
        false);
  }

  public RecipeSql withNullable(List<String> columns) {
    return new RecipeSql(
        serverVersion,
        table,
        definition,
        indexName,
        partitioned,
        partitionIndexes,
        aroundForeign,
        whole,
        keyToBe,
        columns,
        maintenanceWorkMemBytes,
        parallelWorkers,
        tableWorkers);
  }

  public RecipeSql withLimits(long memoryBytes, int workers, boolean setOnTable) {
    return new RecipeSql(
        serverVersion,
        table,
        definition,
        indexName,
        partitioned,
        partitionIndexes,
        aroundForeign,
        whole,
        keyToBe,
        nullable,
        memoryBytes,
        workers,
        setOnTable);
  }

  /// Of a partitioned table.
  public RecipeSql attaching(List<QualifiedName> indexes, boolean foreign) {
    return new RecipeSql(
        serverVersion,
        table,
        definition,
        indexName,
        true,
        indexes,
        foreign,
        whole,
        keyToBe,
        nullable,
        maintenanceWorkMemBytes,
        parallelWorkers,
        tableWorkers);
  }

  /// Of a partition.
  public RecipeSql attachedTo(QualifiedName wholes) {
    return new RecipeSql(
        serverVersion,
        table,
        definition,
        indexName,
        partitioned,
        partitionIndexes,
        aroundForeign,
        wholes,
        keyToBe,
        nullable,
        maintenanceWorkMemBytes,
        parallelWorkers,
        tableWorkers);
  }

  /// A primary key of a unique index that is there.
  public RecipeSql from(String uniqueIndex) {
    return new RecipeSql(
        serverVersion,
        table,
        definition,
        indexName,
        partitioned,
        partitionIndexes,
        aroundForeign,
        whole,
        uniqueIndex,
        nullable,
        maintenanceWorkMemBytes,
        parallelWorkers,
        tableWorkers);
  }

  public List<String> statements() {
    return partitioned ? ofParent() : ofTable();
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
    sql.add(TableSql.limits(maintenanceWorkMemBytes, parallelWorkers));
    if (tableWorkers) {
      sql.add(TableSql.setWorkers(table, parallelWorkers));
    }
    sql.add(IndexSql.createConcurrently(table, definition, WORKING_NAME));
    if (tableWorkers) {
      sql.add(TableSql.resetWorkers(table));
    }
  }

  private void attach(List<String> sql) {
    if (whole != null) {
      sql.add(IndexSql.attach(whole, new QualifiedName(table.schema(), indexName)));
    }
  }

  private List<String> ofParent() {
    List<String> sql = new ArrayList<>();
    if (aroundForeign) {
      sql.add(IndexSql.createAround(table, definition, WORKING_NAME));
    } else if (definition.kind() == Kind.PRIMARY_KEY) {
      proveNotNull(sql);
      sql.add(IndexSql.addKeyOnly(table, definition, WORKING_NAME));
    } else {
      sql.add(IndexSql.createOnly(table, definition, WORKING_NAME));
    }
    for (QualifiedName index : partitionIndexes) {
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

  /// The name that PostgreSQL 18 itself gives such a constraint, where it is short enough.
  private static String notNullName(QualifiedName table, String column) {
    String usual = table.name() + "_" + column + "_not_null";
    return usual.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
        ? usual
        : WORKING_NAME + "_nn";
  }
}
