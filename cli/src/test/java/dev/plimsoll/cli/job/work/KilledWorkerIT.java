package dev.plimsoll.cli.job.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.job.JobViews;
import dev.plimsoll.cli.local.CommandProcess;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.job.EndsView;
import dev.plimsoll.contracts.job.EndsView.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A worker process that is ended in the middle of a job.
final class KilledWorkerIT extends FakeApiTestCase {
  private static final Duration SOON = Duration.ofSeconds(60);

  @BeforeEach
  void answer() {
    api.on("POST /workers", JobViews.worker()).on("DELETE /workers/9", Map.of());
  }

  @Test
  void whatAKilledWorkerRanEndsWithItAndWhatThatHadStartedToo() throws IOException {
    // given a command with a child of its own
    CommandProcess worker = begin("sleep 300 & echo $! > pids; echo $$ >> pids; wait");
    List<Long> pids = pids(2);

    // when
    worker.kill();

    // then
    for (long pid : pids) {
      await()
          .atMost(SOON)
          .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void anInterruptedWorkerWaitsForWhatRunsAndSaysItsEnd() throws Exception {
    api.on(
        "POST /workers/9/ends", new EndsView(List.of(new Taken(1, 1_001, true, null)), List.of()));
    CommandProcess worker = begin("echo $$ > pids; sleep 2; echo ended");
    pids(1);

    worker.interrupt();

    assertThat(worker.await()).isEqualTo(130);
    assertThat(api.asked())
        .anyMatch(call -> call.contains("/ends") && call.contains("\"DONE\""))
        .last()
        .isEqualTo("DELETE /workers/9");
  }

  private CommandProcess begin(String script) throws IOException {
    api.on(
        "POST /workers/9/claim",
        List.of(JobViews.assignment(1, "long", "sh", "-c", "cd '" + folder + "'; " + script)),
        List.of());
    return CommandProcess.launch(
        Path.of(System.getProperty("plimsoll.root")),
        folder,
        api.environment(folder),
        "job",
        "work",
        "--output",
        folder.resolve("out").toString());
  }

  private List<Long> pids(int many) {
    Path file = folder.resolve("pids");
    return await()
        .atMost(SOON)
        .until(
            () ->
                Files.exists(file)
                    ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
                    : List.<Long>of(),
            pids -> pids.size() == many);
  }
}
