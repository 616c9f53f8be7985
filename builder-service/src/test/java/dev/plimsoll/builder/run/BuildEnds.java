package dev.plimsoll.builder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildEvent;
import java.util.List;

/// The last event of a build, required to be of one kind.
final class BuildEnds {
  private BuildEnds() {}

  static BuildEvent.Succeeded succeeded(BuildEvent end) {
    assertThat(end).isInstanceOf(BuildEvent.Succeeded.class);
    return (BuildEvent.Succeeded) end;
  }

  static BuildEvent.Failed failed(BuildEvent end) {
    assertThat(end).isInstanceOf(BuildEvent.Failed.class);
    return (BuildEvent.Failed) end;
  }

  /// What each step of one that succeeded came to, as `step: outcome`.
  static List<String> outcomes(BuildEvent end) {
    return succeeded(end).steps().stream()
        .map(step -> step.name() + ": " + step.outcome())
        .toList();
  }
}
