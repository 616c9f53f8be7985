package dev.plimsoll.demo;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import java.util.ArrayList;
import java.util.List;

/// Key rules of the demo's target, and its load line.
final class DemoRules {

  /// Thresholds at which the demo's tables spread over all three lanes.
  static final LaneThresholds THRESHOLDS = new LaneThresholds(0.08, 0.02);

  private static final KeyRule KEY_OF_FEATURES =
      new KeyRule("features.*", new IndexDefinition(Kind.PRIMARY_KEY, List.of("hashkey")));
  private static final long MIB = 1L << 20;

  private DemoRules() {}

  /// Keys of the feature tables, which the source lacks, and indexes for TPC-H's foreign keys.
  static List<KeyRule> rules() {
    return List.of(
        KEY_OF_FEATURES,
        index("lineitem", "l_partkey", "l_suppkey"),
        index("orders", "o_custkey"),
        index("partsupp", "ps_suppkey"),
        index("customer", "c_nationkey"));
  }

  /// Rules for the keys that the source lacks.
  static List<KeyRule> ofFeatures() {
    return List.of(KEY_OF_FEATURES);
  }

  private static KeyRule index(String table, String... columns) {
    return new KeyRule("tpch." + table, new IndexDefinition(Kind.INDEX, List.of(columns)));
  }

  /// Load line of a scale. Disk is about twice the size of all indexes, so that a build's share is
  /// the same at any scale. One core stays free of parallel workers.
  static Capacity capacity(double scale, int cores) {
    return new Capacity(
        cores,
        1024 * MIB,
        Math.max(1, cores - 1),
        Math.max(MIB, Math.round(4096 * MIB * scale)),
        Math.max(MIB, Math.round(1536 * MIB * scale)),
        CapacityLimits.NONE);
  }

  /// Key that must exist at the end.
  record Demand(QualifiedName table, IndexDefinition definition) {}

  /// Demands of the rules and the source's primary keys, computed without the plan: a plan that
  /// forgets one must not pass.
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
