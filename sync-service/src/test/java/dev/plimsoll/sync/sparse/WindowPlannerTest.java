package dev.plimsoll.sync.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.sync.sparse.WindowPlanner.Rule;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Whatever a planner does, what it reads and what it defers is the whole range, each id once.
final class WindowPlannerTest {
  private static final int CASES = 10_000;

  @Test
  void noIdIsLostOrAskedForTwice() {
    long first = new Random().nextLong();
    System.out.printf("planners: seeds %d to %d%n", first, first + CASES - 1);
    int deferred = 0;
    for (long seed = first; seed < first + CASES; seed++) {
      // given
      Random random = new Random(seed);
      long from = random.nextInt(1_000) - 500;
      IdWindow range = new IdWindow(from, from + random.nextInt(20_000));
      TreeSet<Long> table = table(random, range);
      WindowPlanner planner = planner(random, range);

      // when
      long next = range.first();
      long rows = 0;
      WindowStep step = planner.step();
      while (step instanceof WindowStep.Read(IdWindow window)) {
        assertThat(window.first()).as("seed %d", seed).isEqualTo(next);
        int found = table.subSet(window.first(), true, window.last(), true).size();
        rows += found;
        next = window.last() + 1;
        planner = planner.returned(found);
        if (random.nextInt(10) == 0) {
          planner = planner.under(config(random));
        }
        step = planner.step();
      }
      if (step instanceof WindowStep.Defer(IdWindow rest, String _)) {
        assertThat(rest.first()).as("seed %d", seed).isEqualTo(next);
        rows += table.subSet(rest.first(), true, rest.last(), true).size();
        next = rest.last() + 1;
        deferred++;
      }

      // then
      assertThat(next).as("seed %d", seed).isEqualTo(range.last() + 1);
      assertThat(rows).as("seed %d", seed).isEqualTo(table.size());
    }
    assertThat(deferred).isGreaterThan(CASES / 20);
  }

  @Test
  void theGreatestIdThereIs() {
    // given
    WindowPlanner planner =
        WindowPlanner.of(
            Rule.FIXED, 4, new IdWindow(Long.MAX_VALUE - 5, Long.MAX_VALUE), SparseConfig.DEFAULT);

    // when
    IdWindow one = ((WindowStep.Read) planner.step()).window();
    planner = planner.returned(0);
    IdWindow two = ((WindowStep.Read) planner.step()).window();
    planner = planner.returned(0);

    // then
    assertThat(one.end()).hasValue(Long.MAX_VALUE - 1);
    assertThat(two).isEqualTo(new IdWindow(Long.MAX_VALUE - 1, Long.MAX_VALUE));
    assertThat(two.end()).isEmpty();
    assertThat(planner.step()).isEqualTo(new WindowStep.Done());
  }

  @Test
  void allIdsThereAre() {
    IdWindow all = new IdWindow(Long.MIN_VALUE, Long.MAX_VALUE);

    assertThat(all.width()).isEqualTo(Long.MAX_VALUE);
    assertThat(all.head(10).last()).isEqualTo(Long.MIN_VALUE + 9);
  }

  @Test
  void thresholdsChangeInTheMiddle() {
    // given: nothing is sparse at first
    SparseConfig lax =
        new SparseConfig(
            true,
            new SparseConfig.Detection(0.001, 1_000, 2),
            SparseConfig.DEFAULT.adaptiveScaling(),
            SparseConfig.DEFAULT.accumulation(),
            SparseConfig.DEFAULT.monitoring());
    WindowPlanner planner =
        WindowPlanner.of(Rule.EARLY_TERMINATION, 50_000, new IdWindow(1, 10_000_000), lax);
    planner = planner.returned(1_000).returned(1_000).returned(1_000);
    assertThat(planner.step()).isInstanceOf(WindowStep.Read.class);

    // when
    planner = planner.under(SparseConfig.DEFAULT).returned(1_000).returned(1_000);

    // then
    assertThat(planner.step())
        .isEqualTo(
            new WindowStep.Defer(
                new IdWindow(250_001, 10_000_000), "2 sparse windows one after the other"));
    assertThatIllegalStateException().isThrownBy(() -> returnedAgain());
  }

  private static void returnedAgain() {
    WindowPlanner ended =
        WindowPlanner.of(Rule.FIXED, 1, new IdWindow(1, 1), SparseConfig.DEFAULT).returned(1);
    ended.returned(1);
  }

  @Test
  void switchedOffAllAreFixed() {
    SparseConfig off =
        new SparseConfig(
            false,
            SparseConfig.DEFAULT.detection(),
            SparseConfig.DEFAULT.adaptiveScaling(),
            SparseConfig.DEFAULT.accumulation(),
            SparseConfig.DEFAULT.monitoring());
    IdWindow range = new IdWindow(1, 1_000_000);
    for (Rule rule : Rule.values()) {
      int windows = 0;
      WindowPlanner current = WindowPlanner.of(rule, 50_000, range, off);
      while (current.step() instanceof WindowStep.Read _) {
        current = current.returned(0);
        windows++;
      }
      assertThat(windows).isEqualTo(20);
      assertThat(current.step()).isEqualTo(new WindowStep.Done());
    }
  }

  // Runs and gaps.
  private static TreeSet<Long> table(Random random, IdWindow range) {
    TreeSet<Long> ids = new TreeSet<>();
    long id = range.first() + random.nextInt(50);
    while (id <= range.last()) {
      int run = 1 + random.nextInt(100);
      for (int i = 0; i < run && id <= range.last(); i++) {
        ids.add(id++);
      }
      id += random.nextInt(random.nextInt(10) == 0 ? 10_000 : 200);
    }
    return ids;
  }

  private static WindowPlanner planner(Random random, IdWindow range) {
    long width = 1 + random.nextInt(2_000);
    Rule rule = Rule.values()[random.nextInt(Rule.values().length)];
    return WindowPlanner.of(rule, width, range, config(random));
  }

  private static SparseConfig config(Random random) {
    return new SparseConfig(
        random.nextInt(5) > 0,
        new SparseConfig.Detection(
            0.01 + random.nextDouble() * 0.9, random.nextInt(1_000), 1 + random.nextInt(3)),
        new SparseConfig.AdaptiveScaling(
            random.nextBoolean(), 1 + random.nextInt(20), 1 + random.nextInt(10_000)),
        SparseConfig.DEFAULT.accumulation(),
        SparseConfig.DEFAULT.monitoring());
  }
}
