package dev.plimsoll.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.demo.DemoRules.Demand;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DemoRulesTest {
  @Test
  void demandsTheSourcesKeysAndTheRules() {
    // given
    List<Loaded> tables =
        List.of(
            new Loaded(new QualifiedName("tpch", "orders"), List.of("o_orderkey"), 5),
            new Loaded(new QualifiedName("tpch", "region"), List.of("r_regionkey"), 5),
            new Loaded(new QualifiedName("features", "any"), List.of(), 5));
    // when
    List<Demand> demands = DemoRules.demands(tables);
    // then
    assertThat(demands)
        .extracting(demand -> demand.table() + " " + demand.definition())
        .containsExactly(
            "tpch.orders primary key (o_orderkey)",
            "tpch.orders index (o_custkey)",
            "tpch.region primary key (r_regionkey)",
            "features.any primary key (hashkey)");
  }

  @Test
  void theLoadLineGrowsWithTheScaleSoThatSharesStayTheSame() {
    // when
    Capacity small = DemoRules.capacity(0.1, 2);
    Capacity large = DemoRules.capacity(1, 2);
    // then
    assertThat((double) large.diskBytes() / small.diskBytes()).isBetween(9.99, 10.01);
    assertThat(large.memoryBytes()).isEqualTo(small.memoryBytes());
    assertThat(DemoRules.capacity(0.000_001, 1).parallelWorkers()).isPositive();
  }
}
