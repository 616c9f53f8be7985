package dev.plimsoll.cli.local;

import static dev.plimsoll.cli.local.SystemUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Starts of a system that come to nothing: each says why, and leaves nothing.
final class FailedStartsIT extends OwnSystemTestCase {
  @Test
  void aServiceThatCannotStartIsNamedWithItsReasonAndNothingIsLeft() throws Exception {
    // given one that dies
    system.useFakeStack();
    CommandProcess up = system.run(Map.of("PLIMSOLL_FAKE_FAILS", "sync-service"), 1, "up");
    assertThat(up.err()).contains("sync", "on purpose", "sync.log").doesNotContain("\tat ");
    system.assertNothingIsLeft();
    system.assertRefused(ErrorCode.NOT_RUNNING, 8, system.data().toString(), "status");

    // and one whose schema another version has made
    system.assertRefused(
        Map.of("PLIMSOLL_FAKE_OTHER_SCHEMA", "sync-service"),
        ErrorCode.DATA_VERSION,
        1,
        "the schema of sync in " + system.data() + " was made by another version",
        "up");
    system.assertNothingIsLeft();

    // and one that wants something corrected, which is said at once
    system.assertRefused(
        Map.of("PLIMSOLL_FAKE_NO_BUCKET", "sync-service"),
        ErrorCode.BUCKET_NOT_FOUND,
        3,
        "there is no bucket gone",
        "up");
    system.assertNothingIsLeft();
  }

  @Test
  void aStartThatIsBrokenOffLeavesNothing() throws Exception {
    system.useFakeStack();
    // given a start that waits for a service, when Ctrl-C is pressed, then it says so once
    CommandProcess interrupted = launchWaiting("--json");
    interrupted.interrupt();
    assertThat(interrupted.await()).isEqualTo(130);
    assertThat(interrupted.json(Problem.class).code()).isEqualTo(ErrorCode.INTERRUPTED);
    assertThat(interrupted.err())
        .contains("Stopping all that was started.")
        .containsPattern("Stopped\\. \\S+ keeps [0-9.]+ .?i?B for the next run");
    system.assertNothingIsLeft();

    // when the next one is killed
    launchWaiting().kill();
    system.assertNothingIsLeft();

    // when the next one is stopped by another command, which a second start is not
    CommandProcess stopped = launchWaiting();
    system.assertRefused(ErrorCode.ALREADY_RUNNING, 6, system.data().toString(), "up");
    system.run(0, "down");
    assertThat(stopped.await()).isNotZero();
    system.assertNothingIsLeft();
  }

  private CommandProcess launchWaiting(String... options) throws IOException {
    List<String> line = new ArrayList<>(List.of("up"));
    line.addAll(List.of(options));
    CommandProcess up =
        system.launch(
            Map.of("PLIMSOLL_FAKE_NEVER_READY", "planner-service"), line.toArray(String[]::new));
    await().atMost(SOON).until(() -> up.err().contains("builder http"));
    return up;
  }

  @Test
  void whatIsInTheWayIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      system.assertRefused(ErrorCode.PORT_IN_USE, 1, port, "up", "--kafka-port", port);
    }
    system.assertRefused(ErrorCode.USAGE, 2, "plannr", "up", "--heap", "plannr=1");
    system.assertRefused(
        Map.of("PLIMSOLL_KAFKA", "localhost:9092"), ErrorCode.USAGE, 2, "PLIMSOLL_POSTGRES", "up");
    Path version = system.data().resolve("stack").resolve("VERSION");
    Files.createDirectories(version.getParent());
    Files.write(version, List.of("plimsoll-stack 1", "postgresql 17"));
    system.assertRefused(ErrorCode.DATA_VERSION, 1, "postgresql 17", "up");
    system.assertNothingIsLeft();
  }
}
