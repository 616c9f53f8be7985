package dev.plimsoll.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// MariaDB beside the other parts of the stack.
// Each has a folder and ports of its own.
@Execution(ExecutionMode.CONCURRENT)
final class StackMariaDbIT {
  @TempDir private Path folder;
  private StackUnderTest stack;

  @BeforeEach
  void create() {
    stack = new StackUnderTest(folder);
  }

  private boolean mariaDbRuns() throws IOException {
    Path folder = stack.data().resolve("mariadb");
    return ServerProcess.of(
            folder.resolve("server.pid"), "mariadbd", "--datadir=" + folder.resolve("data"))
        .isPresent();
  }

  @Test
  void mariaDbComesWhenAskedForAndItsFailureIsItsOwn() throws Exception {
    // given a stack that was asked for it, when its JVM is killed
    StackProcess killed = stack.start("--mariadb-port", "0");
    StackDescription description = killed.description();
    assertThat(description.mariaDb().problem()).isNull();
    assertThat(description.mariaDb().port()).isPositive();
    assertThat(mariaDbRuns()).isTrue();
    killed.handle().destroyForcibly();

    // then it ends as well, and comes back at the same port
    await().atMost(Duration.ofMinutes(3)).until(() -> !mariaDbRuns());
    try (StackProcess process = stack.start("--mariadb-port", "0")) {
      assertThat(process.description().mariaDb().port()).isEqualTo(description.mariaDb().port());
    }
    assertThat(mariaDbRuns()).isFalse();

    // when it cannot start, because its folder is a file
    Files.move(stack.data().resolve("mariadb"), folder.resolve("mariadb"));
    Files.writeString(stack.data().resolve("mariadb"), "x");
    try (StackProcess process = stack.start("--mariadb-port", "0")) {
      // then the others run and the problem is told
      assertThat(process.description().mariaDb().port()).isNull();
      assertThat(process.description().mariaDb().problem())
          .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.START_FAILED));
      StackUnderTest.connect(process.description()).close();
    }
  }
}
