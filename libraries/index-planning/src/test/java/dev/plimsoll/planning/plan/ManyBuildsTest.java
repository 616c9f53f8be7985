package dev.plimsoll.planning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.planning.Facts;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A plan of a whole database is a matter of seconds.
final class ManyBuildsTest {
  private static final int BUILDS = 1_000;
  // Where it grew with the cube of the builds it took minutes.
  private static final Duration MOST = Duration.ofSeconds(10);

  @Test
  void aThousandSmallOnes() {
    plan(4, 4);
  }

  @Test
  void aThousandOfAllSizes() {
    plan(8, 7);
  }

  private static void plan(int cores, double digits) {
    Random random = new Random(1);
    Facts facts = new Facts();
    List<KeyRule> rules = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      long rows = Math.round(10 * Math.pow(10, random.nextDouble() * (digits - 1)));
      facts.table("s.t" + i, rows, Math.max(8_192, rows * 100), Facts.bigint("id"));
      rules.add(new KeyRule("s.t" + i, new IndexDefinition(Kind.PRIMARY_KEY, List.of("id"))));
    }
    PlanningRequest request = Facts.request(rules, Facts.capacity(cores, 8 * Facts.GIB));

    long before = cpuNanos();
    Proposal plan = IndexPlanner.plan(facts.facts(), request);
    Duration taken = Duration.ofNanos(cpuNanos() - before);

    double bound = (double) plan.makespan().toMillis() / plan.lowerBound().toMillis();
    System.out.printf(
        "%d builds on %d cores planned in %d ms of CPU, %.3f x the bound%n",
        plan.builds().size(), cores, taken.toMillis(), bound);
    assertThat(plan.builds()).hasSize(BUILDS);
    assertThat(taken).isLessThan(MOST);
    assertThat(bound).isLessThan(1.2);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
