package dev.plimsoll.planner.loadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.CapacityPreset;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTest {
  @Test
  void unitsGrowEvenly() {
    Capacity small = Presets.named("cu:8").capacity();
    Capacity large = Presets.named("cu:256").capacity();

    assertThat(small)
        .isEqualTo(new Capacity(4, 2L << 30, 3, 40L << 30, 80L << 30, CapacityLimits.NONE));
    assertThat(large.memoryBytes()).isEqualTo(32 * small.memoryBytes());
    assertThat(large.cores()).isEqualTo(32 * small.cores());
  }

  @Test
  void everyOneIsFoundByItsName() {
    assertThat(Presets.all()).extracting(CapacityPreset::name).contains("medium", "cu:64");
    assertThat(Presets.all())
        .allSatisfy(preset -> assertThat(Presets.named(preset.name())).isEqualTo(preset));
  }

  @ParameterizedTest
  @ValueSource(strings = {"huge", "cu:7", "cu:257", "cu:", "cu:08", "CU:8", ""})
  void refusesOthers(String name) {
    assertThatThrownBy(() -> Presets.named(name))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("cu:8 to cu:256");
  }
}
