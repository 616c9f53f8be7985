package dev.plimsoll.cli.local;

import static dev.plimsoll.cli.local.SystemUnderTest.SOON;
import static dev.plimsoll.cli.local.SystemUnderTest.kill;
import static dev.plimsoll.cli.local.SystemUnderTest.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.StatusCommand.PartStatus;
import dev.plimsoll.cli.local.StatusCommand.State;
import dev.plimsoll.cli.local.SystemState.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of a system whose parts, or whose supervisor, die.
final class SupervisionIT extends OwnSystemTestCase {
  private static final Duration LONG = Duration.ofSeconds(12);

  @Test
  void whatDiesIsStartedAgainAndWhatDiesAgainAndAgainBacksOff() throws Exception {
    // given a system, of which a service and the stack are killed
    Path failing = folder.resolve("failing");
    system.run(
        Map.of(
            "PLIMSOLL_FAKE_FAILING",
            failing.toString(),
            "PLIMSOLL_FAKE_UNWELL",
            "materializer-service",
            "JAVA_OPTS_APPEND",
            "-Dappended=yes -Dlast=yes"),
        0,
        "up");
    List<PartStatus> before = system.parts(0);
    assertThat(part(before, "materializer").detail())
        .contains("periodic-work (outbox stands still, overdue by 12 s)");
    kill(part(before, "builder"));
    kill(part(before, "stack"));

    // then both are back by themselves, where they were, and nobody else was touched
    List<PartStatus> after = system.awaitAllUp();
    assertThat(part(after, "builder").pid()).isNotEqualTo(part(before, "builder").pid());
    assertThat(part(after, "stack").pid()).isNotEqualTo(part(before, "stack").pid());
    assertThat(part(after, "builder").address()).isEqualTo(part(before, "builder").address());
    assertThat(part(after, "stack").address()).isEqualTo(part(before, "stack").address());
    for (String untouched : List.of("planner", "sync", "materializer")) {
      assertThat(part(after, untouched).pid()).isEqualTo(part(before, untouched).pid());
    }
    assertThat(system.run(0, "status").out()).contains("died,");

    // and the options that it had been given are the new one's, too
    Path arguments = Path.of("/proc", Long.toString(part(after, "builder").pid()), "cmdline");
    assertThat(Files.readString(arguments).split("\0"))
        .containsSubsequence("-XX:+UseSerialGC", "-Dappended=yes", "-Dlast=yes");

    // when a service dies again and again
    Files.writeString(failing, "sync-service");
    kill(part(after, "sync"));

    // then it backs off, which is shown with the reason from its log
    await()
        .atMost(SOON.multipliedBy(5))
        .untilAsserted(
            () -> {
              awaitLongPause("sync");
              PartStatus sync = part(system.parts(7), "sync");
              assertThat(sync.state()).isEqualTo(State.BACKING_OFF);
              assertThat(sync.deaths()).isGreaterThanOrEqualTo(6);
              assertThat(sync.detail())
                  .contains("Too many open files", "times in a row")
                  .matches("(?s).*started again in ([1-9][0-9]\\.[0-9] s|1 min 0 s).*");
            });
    int deaths = part(system.parts(7), "sync").deaths();
    assertThat(
            system.run(0, "logs", "sync").out().lines().filter(line -> line.contains("starting")))
        .hasSizeLessThanOrEqualTo(deaths + 3);

    // and once it can be started, it is, at once when somebody asks: long before it would be anyway
    awaitLongPause("sync");
    Files.delete(failing);
    assertThat(system.run(0, "up").err()).contains("sync is not there: it is started again");
    assertThat(system.parts(0)).allMatch(part -> part.state() == State.UP);
  }

  /// Until its next start is so far off that the commands that follow come before it.
  private void awaitLongPause(String part) {
    await()
        .atMost(SOON.multipliedBy(3))
        .until(
            () -> {
              Trouble trouble = system.part(part).trouble();
              return trouble != null
                  && trouble.nextStart() != null
                  && trouble.nextStart().isAfter(Instant.now().plus(LONG));
            });
  }

  @Test
  void aHalfDeadSystemIsMendedByUpWithoutTouchingTheHealthy() throws Exception {
    // given a system whose supervisor was killed, then a service, while another one is just ending
    Map<String, String> slowly = Map.of("PLIMSOLL_FAKE_STOPS_SLOWLY", "sync-service");
    system.run(slowly, 0, "up");
    List<PartStatus> before = system.parts(0);
    system.killSupervisor();
    kill(part(before, "builder"));
    ProcessHandle.of(part(before, "sync").pid()).orElseThrow().destroy();

    // then status says what is down, and that nobody starts it again
    CommandProcess status = system.run(7, "status");
    assertThat(status.out()).contains("down", "not seen to die");
    assertThat(status.err()).contains("nobody starts again what dies");

    // when it is started, then only what is gone is
    CommandProcess up = system.run(slowly, 0, "up");
    assertThat(up.err())
        .contains("builder is not there: it is started again")
        .contains("sync is not there: it is started again")
        .doesNotContain("planner is", "materializer is", "stack is");
    List<PartStatus> after = system.parts(0);
    for (String untouched : List.of("stack", "planner", "materializer")) {
      assertThat(part(after, untouched).pid()).isEqualTo(part(before, untouched).pid());
    }

    // and it is watched over again
    kill(part(after, "builder"));
    system.awaitAllUp();
    assertThat(system.run(0, "up").err()).contains("runs already");

    // when supervisor, stack and a service are killed, then down still leaves nothing
    system.killSupervisor();
    List<PartStatus> last = system.parts(7);
    kill(part(last, "stack"));
    kill(part(last, "planner"));
    system.run(0, "down");
    system.assertNothingIsLeft();
  }
}
