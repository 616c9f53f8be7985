package dev.plimsoll.demo;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import java.util.ArrayList;
import java.util.List;

/// What the demo demands of its target, and the load line it builds under.
final class DemoRules {
  private static final String FEATURES = "features";

  /// Of the load line of a scale; at these shares the demo's tables spread over all three lanes.
  static final LaneThresholds THRESHOLDS = new LaneThresholds(0.08, 0.02);

  private static final KeyRule KEY_OF_FEATURES =
      new KeyRule(FEATURES + ".*", new IndexDefinition(Kind.PRIMARY_KEY, List.of("hashkey")));

  private static final long MIB = 1L << 20;
  private static final long MEMORY_BYTES = 1024 * MIB;
  // About twice what all indexes take together, so that a build's share is the same at any scale.
  private static final long DISK_BYTES_AT_SCALE_ONE = 1536 * MIB;
  private static final long TEMPORARY_BYTES_AT_SCALE_ONE = 4096 * MIB;

  private DemoRules() {}

  /// Keys of the feature tables, which their source lacks, and the indexes that TPC-H's foreign
  /// keys ask for.
  static List<KeyRule> rules() {
    return List.of(
        KEY_OF_FEATURES,
        index("lineitem", "l_partkey", "l_suppkey"),
        index("orders", "o_custkey"),
        index("partsupp", "ps_suppkey"),
        index("customer", "c_nationkey"));
  }

  /// The keys alone that the source lacks as well.
  static List<KeyRule> ofFeatures() {
    return List.of(KEY_OF_FEATURES);
  }

  private static KeyRule index(String table, String... columns) {
    return new KeyRule("tpch." + table, new IndexDefinition(Kind.INDEX, List.of(columns)));
  }

  /// @param cores of the machine; one stays free of parallel workers
  static Capacity capacity(double scale, int cores) {
    return new Capacity(
        cores,
        MEMORY_BYTES,
        Math.max(1, cores - 1),
        Math.max(MIB, Math.round(TEMPORARY_BYTES_AT_SCALE_ONE * scale)),
        Math.max(MIB, Math.round(DISK_BYTES_AT_SCALE_ONE * scale)));
  }

  /// A key that has to be there in the end.
  record Demand(QualifiedName table, IndexDefinition definition) {}

  /// What the rules and the source's own primary keys ask for, thought out here and not read from
  /// the plan: a plan that forgets one must not pass.
  static List<Demand> demands(List<Loaded> tables) {
    List<Demand> demands = new ArrayList<>();
    for (Loaded loaded : tables) {
      QualifiedName table = loaded.table();
      if (!loaded.primaryKey().isEmpty()) {
        demands.add(new Demand(table, new IndexDefinition(Kind.PRIMARY_KEY, loaded.primaryKey())));
      }
      for (KeyRule rule : rules()) {
        boolean wholeSchema = rule.tables().equals(table.schema() + ".*");
        if (wholeSchema || rule.tables().equals(table.toString())) {
          demands.add(new Demand(table, rule.definition()));
        }
      }
    }
    return List.copyOf(demands);
  }
}
