package dev.plimsoll.benchmarks.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Harness;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Setup.Rounds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntrantTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everybodyCanBeMeasuredAndHasANameOfHisOwn(boolean quick) throws Exception {
    List<Entrant> all = Entrant.all(quick);

    Outcome outcome =
        new Harness(System::nanoTime, 1, line -> {})
            .measure(
                all.stream()
                    .map(
                        one -> new Contender(one.group(), one.name(), one.role(), () -> Done.of(1)))
                    .toList(),
                "events",
                new Rounds(0, 3, Duration.ZERO));

    assertThat(outcome.results())
        .extracting(Outcome.Result::contender)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(all.stream().map(Entrant::label).toList());
  }
}
