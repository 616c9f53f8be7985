package dev.plimsoll.health;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.SnapshotHolder;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VacuumSettings;
import dev.plimsoll.health.facts.VacuumState;
import dev.plimsoll.health.facts.VectorIndex;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import dev.plimsoll.planning.sizing.VectorLists;
import dev.plimsoll.postgres.catalog.TableFacts.Kind;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexShape.Key;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Facts as they would be read.
public final class Given {
  public static final QualifiedName TABLE = new QualifiedName("public", "t");
  public static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

  private Given() {}

  public static IndexHealth index(long oid, String name, String... columns) {
    return new IndexHealth(
        oid,
        1,
        TABLE,
        name,
        shape(columns),
        false,
        0,
        "",
        new IndexHealth.State(true, true, true, false),
        new IndexHealth.Role("", false, false, false),
        new IndexHealth.Use(0, null, null),
        20L << 20,
        0);
  }

  public static IndexShape shape(String... columns) {
    return new IndexShape(
        IndexDefinition.BTREE,
        new IndexShape.Uniqueness(false, false, false, false, false, false),
        Arrays.stream(columns).map(Given::key).toList(),
        List.of(),
        "",
        new IndexShape.Storage(0, Map.of(), "pg_default"));
  }

  /// `name`, or `name desc`.
  private static Key key(String text) {
    String column = text.replace(" desc", "");
    return new Key(
        column,
        "",
        new Key.OperatorClass("pg_catalog.int4_ops", true),
        Key.KeyCollation.USUAL,
        text.endsWith(" desc") ? Order.DESC : Order.ASC);
  }

  public static IndexHealth unique(IndexHealth index, String constraint) {
    IndexShape shape = index.shape();
    return new IndexHealth(
        index.oid(),
        index.tableOid(),
        index.table(),
        index.name(),
        new IndexShape(
            shape.method(),
            new IndexShape.Uniqueness(true, false, false, false, false, !constraint.isEmpty()),
            shape.keys(),
            shape.included(),
            shape.predicate(),
            shape.storage()),
        index.partitioned(),
        index.parent(),
        index.parameters(),
        index.state(),
        new IndexHealth.Role(constraint, false, false, false),
        index.use(),
        index.bytes(),
        0);
  }

  /// `t_e`, of the vectors in `e`.
  public static VectorIndex ofVectors(String method, Map<String, String> parameters, long vectors) {
    IndexHealth index = index(7, "t_e", "e");
    IndexShape shape = index.shape();
    return new VectorIndex(
        new IndexHealth(
            index.oid(),
            index.tableOid(),
            index.table(),
            index.name(),
            new IndexShape(
                method,
                shape.uniqueness(),
                shape.keys(),
                shape.included(),
                "",
                new IndexShape.Storage(0, parameters, "pg_default")),
            false,
            0,
            "",
            index.state(),
            index.role(),
            index.use(),
            index.bytes(),
            0),
        "OPERATOR(\"public\".<->)",
        vectors);
  }

  /// A build of an index of vectors by lists, as the planner expects it.
  public static BuildWork work(VectorLists lists) {
    return new BuildWork(
        KeyShape.of(lists.vectors(), KeyKind.FIXED, 12),
        1 << 20,
        1 << 20,
        1,
        0,
        null,
        1 << 20,
        0,
        null,
        lists);
  }

  public static IndexHealth with(IndexHealth index, IndexHealth.State state) {
    return new IndexHealth(
        index.oid(),
        index.tableOid(),
        index.table(),
        index.name(),
        index.shape(),
        index.partitioned(),
        index.parent(),
        index.parameters(),
        state,
        index.role(),
        index.use(),
        index.bytes(),
        0);
  }

  public static IndexHealth with(IndexHealth index, IndexHealth.Use use) {
    return new IndexHealth(
        index.oid(),
        index.tableOid(),
        index.table(),
        index.name(),
        index.shape(),
        index.partitioned(),
        index.parent(),
        index.parameters(),
        index.state(),
        index.role(),
        use,
        index.bytes(),
        0);
  }

  public static TableHealth table(long rows, long dead, Map<String, String> options) {
    return new TableHealth(
        1,
        TABLE,
        Kind.TABLE,
        0,
        new TableHealth.Size(rows, rows / 50, rows * 160),
        new TableHealth.Activity(rows, dead, 0, 0, rows, 0, 0),
        new TableHealth.Times(NOW, NOW),
        new TableHealth.Ages(0, 0),
        options,
        true,
        false);
  }

  public static TableHealth aged(long transactions, long multixacts, Map<String, String> options) {
    TableHealth table = table(1_000, 0, options);
    return new TableHealth(
        1,
        TABLE,
        Kind.TABLE,
        0,
        table.size(),
        table.activity(),
        table.times(),
        new TableHealth.Ages(transactions, multixacts),
        options,
        true,
        false);
  }

  public static VacuumState vacuum(Map<String, String> settings, SnapshotHolder... holders) {
    return new VacuumState(new VacuumSettings(settings), Set.of(), 0, List.of(holders));
  }
}
