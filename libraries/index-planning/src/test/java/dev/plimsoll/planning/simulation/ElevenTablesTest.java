package dev.plimsoll.planning.simulation;

import static dev.plimsoll.planning.Facts.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.planning.Jobs;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LowerBound;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Schedule;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.planning.strategy.Strategy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ElevenTablesTest {
  private static final List<Job> JOBS = Jobs.elevenTables().jobs(null);

  @Test
  void print() {
    for (KeyKind kind : List.of(KeyKind.TEXT_C, KeyKind.TEXT_LIBC_C, KeyKind.TEXT_LIBC)) {
      for (Strategy strategy : List.of(Strategies.named("default").get(), Strategies.named("fixed").get(),Strategies.named("hybrid").get(), Strategies.named("adaptive").get(),Strategies.named("adaptive-aggressive").get(), Strategies.named("pgcopydb").get(), Strategies.named("all-at-once").get(), Strategies.serial(), Strategies.moldable())) {
        StringBuilder line = new StringBuilder("%-12s %-20s".formatted(kind, strategy.name()));
        for (int cores : new int[] {2, 4, 8, 16}) {
          long t = System.nanoTime();
          Schedule s = Simulator.predict(strategy, Jobs.elevenTables().jobs(kind), Jobs.machine(cores, 64 * GIB), BuildCosts.DEFAULT);
          line.append(" %4d (%.2f; %dms)".formatted(s.makespan().toMinutes(), s.ratio(), (System.nanoTime() - t) / 1000000));
        }
        System.out.println(line);
      }
    }
  }
}
