package dev.plimsoll.planning;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.plan.PlanningRequest;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts.Findings;
import dev.plimsoll.postgres.catalog.ForeignKeyFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.ServerFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableRights;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Facts made up for a test.
public final class Facts {
  public static final long MIB = 1L << 20;
  public static final long GIB = 1L << 30;

  private final Map<QualifiedName, TableFacts> tables = new HashMap<>();
  private final Map<QualifiedName, List<ColumnFacts>> columns = new HashMap<>();
  private final Map<QualifiedName, List<IndexFacts>> indexes = new HashMap<>();
  private final List<ForeignKeyFacts> foreignKeys = new ArrayList<>();
  private final Map<String, Set<String>> names = new HashMap<>();

  public static Capacity capacity(int cores, long memoryBytes) {
    return new Capacity(cores, memoryBytes, cores, 100 * GIB, 200 * GIB, CapacityLimits.NONE);
  }

  /// Rules on a load line, with nothing else known.
  public static PlanningRequest request(List<KeyRule> rules, Capacity capacity) {
    return request(rules, capacity, Strategies.moldable());
  }

  public static PlanningRequest request(
      List<KeyRule> rules, Capacity capacity, SchedulingStrategy strategy) {
    return new PlanningRequest(
        rules,
        Map.of(),
        Map.of(),
        Map.of(),
        capacity,
        LaneThresholds.DEFAULT,
        Machine.topicSlots(),
        BuildCosts.DEFAULT,
        strategy,
        Map.of());
  }

  public static QualifiedName name(String qualified) {
    int dot = qualified.indexOf('.');
    return new QualifiedName(qualified.substring(0, dot), qualified.substring(dot + 1));
  }

  public static ColumnFacts bigint(String name) {
    return new ColumnFacts(name, "bigint", 8, 8, true, true, null, Statistics.of(8, -1, 0));
  }

  public static ColumnFacts integer(String name, double distinct) {
    return new ColumnFacts(name, "integer", 4, 4, true, true, null, Statistics.of(4, distinct, 0));
  }

  public static ColumnFacts text(
      String name, int width, Collation.Provider provider, String locale) {
    return new ColumnFacts(
        name,
        "text",
        -1,
        4,
        true,
        true,
        new Collation("default", provider, locale),
        Statistics.of(width, -1, 0));
  }

  /// 64 hexadecimal digits and their length byte.
  public static ColumnFacts hashkey() {
    return text("hashkey", 65, Collation.Provider.C, "C");
  }

  public Facts table(String qualified, long rows, long heapBytes, ColumnFacts... itsColumns) {
    return table(TableFacts.Kind.TABLE, qualified, rows, heapBytes, itsColumns);
  }

  public Facts table(
      TableFacts.Kind kind,
      String qualified,
      long rows,
      long heapBytes,
      ColumnFacts... itsColumns) {
    QualifiedName name = name(qualified);
    tables.put(
        name,
        new TableFacts(
            name,
            kind,
            rows,
            heapBytes,
            0,
            null,
            List.of(),
            new TableRights("owner", "owner", false, true, true, true),
            null));
    columns.put(name, List.of(itsColumns));
    names.computeIfAbsent(name.schema(), _ -> new HashSet<>()).add(name.name());
    return this;
  }

  public static IndexFacts index(
      String table, String name, boolean unique, boolean primary, String... itsColumns) {
    Kind kind = primary ? Kind.PRIMARY_KEY : unique ? Kind.UNIQUE : Kind.INDEX;
    return index(table, name, new IndexDefinition(kind, List.of(itsColumns)));
  }

  /// What a definition makes of it.
  public static IndexFacts index(String table, String name, IndexDefinition definition) {
    return new IndexFacts(name(table), name, IndexShape.asWritten(definition), true, 8_192, "", "");
  }

  public static IndexFacts invalid(IndexFacts index) {
    return new IndexFacts(
        index.table(),
        index.name(),
        index.shape(),
        false,
        index.bytes(),
        index.definition(),
        index.attachedTo());
  }

  public static IndexFacts attached(IndexFacts index, String to) {
    return new IndexFacts(
        index.table(),
        index.name(),
        index.shape(),
        index.valid(),
        index.bytes(),
        index.definition(),
        to);
  }

  public static IndexFacts partial(IndexFacts index) {
    IndexDefinition definition =
        new IndexDefinition(index.unique() ? Kind.UNIQUE : Kind.INDEX, index.columns());
    return index(index.table().toString(), index.name(), definition.withPredicate("a = 1"));
  }

  /// The same table, as a role sees it that lacks something.
  public Facts rights(String qualified, TableRights rights) {
    tables.computeIfPresent(
        name(qualified), (_, table) -> seen(table, rights, table.parallelWorkers()));
    return this;
  }

  /// The same table, with a storage parameter.
  public Facts parallelWorkers(String qualified, int workers) {
    tables.computeIfPresent(name(qualified), (_, table) -> seen(table, table.rights(), workers));
    return this;
  }

  private static TableFacts seen(
      TableFacts table, TableRights rights, @Nullable Integer parallelWorkers) {
    return new TableFacts(
        table.name(),
        table.kind(),
        table.rows(),
        table.heapBytes(),
        table.oid(),
        table.parent(),
        table.partitionKey(),
        rights,
        parallelWorkers);
  }

  public Facts partitionedBy(String qualified, String... key) {
    return with(qualified, null, List.of(key));
  }

  public Facts partOf(String qualified, String parent) {
    return with(qualified, name(parent), List.of());
  }

  private Facts with(String qualified, @Nullable QualifiedName parent, List<String> key) {
    tables.computeIfPresent(
        name(qualified),
        (_, table) ->
            new TableFacts(
                table.name(),
                table.kind(),
                table.rows(),
                table.heapBytes(),
                table.oid(),
                parent,
                key,
                table.rights(),
                table.parallelWorkers()));
    return this;
  }

  public Facts index(IndexFacts index) {
    indexes.computeIfAbsent(index.table(), _ -> new ArrayList<>()).add(index);
    names.computeIfAbsent(index.table().schema(), _ -> new HashSet<>()).add(index.name());
    return this;
  }

  public Facts foreignKey(String table, String referenced, String... itsColumns) {
    foreignKeys.add(new ForeignKeyFacts(name(table), "fk", List.of(itsColumns), name(referenced)));
    return this;
  }

  public DatabaseFacts facts() {
    ServerFacts server =
        new ServerFacts(
            180_006,
            "18.6",
            "db",
            "owner",
            new ServerFacts.Workers(2, 8, 8),
            new ServerFacts.Memory(64 * MIB, 128 * MIB, 4 * GIB),
            8 * MIB,
            null);
    return new DatabaseFacts(
        server, tables, columns, indexes, foreignKeys, names, Map.of(), Map.of(), Findings.NONE);
  }
}
