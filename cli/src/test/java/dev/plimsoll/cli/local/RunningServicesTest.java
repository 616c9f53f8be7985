package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunningServicesTest {
  @TempDir Path folder;

  private DataHome running(ProcessMark process) {
    DataHome home = new DataHome(folder);
    new SystemState(
            null, null, "", List.of(new SystemState.Part("planner", process, 4711, "planner.log")))
        .write(home);
    return home;
  }

  @Test
  void aServiceIsWhereItWasStarted() {
    DataHome home = running(ProcessMark.of(ProcessHandle.current()));

    assertThat(RunningServices.address(home, ServiceName.PLANNER))
        .hasToString("http://127.0.0.1:4711");
    assertNotRunning(home, ServiceName.SYNC);
  }

  @Test
  void aProcessThatOnlyHasTheSameIdIsNotTheService() {
    long pid = ProcessHandle.current().pid();

    assertNotRunning(running(new ProcessMark(pid, Instant.EPOCH)), ServiceName.PLANNER);
  }

  private static void assertNotRunning(DataHome home, ServiceName service) {
    assertThatThrownBy(() -> RunningServices.address(home, service))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_RUNNING));
  }
}
