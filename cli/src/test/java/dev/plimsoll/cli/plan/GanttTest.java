package dev.plimsoll.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GanttTest {
  @Test
  void theScheduleIsDrawnToScale() {
    List<String> lines =
        Gantt.lines(List.of(build("a_pkey", 0, 500), build("b_pkey", 500, 500)), 1_000, 10);

    assertThat(lines).containsExactly("a_pkey |=====     |", "b_pkey |     =====|");
  }

  @Test
  void theScaleStandsBelowItsBars() {
    assertThat(Gantt.scale(List.of(build("a_pkey", 0, 500)), 1_000, 10))
        .isEqualTo("        0    1.0 s");
  }

  private static PlannedBuild build(String name, long start, long duration) {
    return new PlannedBuild(
        new QualifiedName("s", "t"),
        new IndexDefinition(Kind.PRIMARY_KEY, List.of("a")),
        name,
        new PlannedBuild.Sizing(1, 1, 1, null, 1),
        new PlannedBuild.Allocation(Lane.SMALL, 1, 0, false, 0, duration),
        PlannedBuild.Place.unnumbered(start),
        "",
        List.of());
  }
}
