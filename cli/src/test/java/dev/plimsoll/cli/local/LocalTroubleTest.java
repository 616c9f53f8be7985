package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.local.SystemState.Part;
import dev.plimsoll.cli.local.SystemState.Trouble;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalTroubleTest {
  private static final ProcessMark GONE = new ProcessMark(Long.MAX_VALUE >> 8, Instant.EPOCH);

  @TempDir Path folder;

  private static PlimsollException brokenOff() {
    return new PlimsollException(ErrorCode.CONNECTION_LOST, "the database went away");
  }

  @Test
  void theStackThatIsDownIsNamedBeforeWhatStandsOnIt() {
    DataHome home = new DataHome(folder);
    Trouble trouble =
        new Trouble(3, Instant.now(), Instant.now().plusSeconds(30), "Too many open files");
    new SystemState(
            null,
            null,
            "",
            List.of(
                new Part("sync", GONE, 1, "sync.log", null),
                new Part("stack", GONE, 0, "l", trouble)))
        .write(home);

    PlimsollException explained = LocalTrouble.explain(brokenOff(), home);

    assertThat(explained.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(explained)
        .hasMessageContaining("the database went away")
        .hasMessageContaining("the stack is down: Too many open files; died 3 times in a row")
        .hasMessageContaining("started again in");
  }

  @Test
  void withoutASystemOnThisMachineNothingIsAdded() {
    PlimsollException failure = brokenOff();

    assertThat(LocalTrouble.explain(failure, new DataHome(folder))).isSameAs(failure);
  }
}
