package dev.plimsoll.systemtests.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlowPlanTest {
  @ParameterizedTest
  @ValueSource(ints = {6, 7, 17, 60, 100})
  void hasEveryKindAndIsTheSameForTheSameSeed(int blows) {
    for (long seed = 0; seed < 50; seed++) {
      List<BlowPlan.Planned> plan = BlowPlan.of(new Random(seed), blows, 2);

      assertThat(plan).as("seed %d", seed).hasSize(blows);
      assertThat(plan)
          .as("seed %d", seed)
          .extracting(planned -> planned.blow().kind())
          .contains(Blow.Kind.values());
      assertThat(plan).as("seed %d", seed).isEqualTo(BlowPlan.of(new Random(seed), blows, 2));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 60})
  void freezesForLongerThanWhatIsClaimedStays(int blows) {
    for (BlowPlan.Planned planned : BlowPlan.of(new Random(7), blows, 2)) {
      if (planned.blow() instanceof Blow.ServiceFrozen frozen) {
        assertThat(frozen.length()).isGreaterThan(Duration.ofSeconds(10));
      }
    }
  }
}
