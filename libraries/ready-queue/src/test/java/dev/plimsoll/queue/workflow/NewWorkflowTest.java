package dev.plimsoll.queue.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plimsoll.queue.resource.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NewWorkflowTest {
  private static final NewJob.Placement ANYWHERE =
      new NewJob.Placement("default", 5, Needs.NOTHING);

  @Test
  void aJobWaitsForThoseItNamesAndForWritersOfWhatItReads() {
    NewWorkflow workflow =
        NewWorkflow.of(
            "w",
            List.of(
                data("make", Set.of(), Set.of(), Set.of("file")),
                data("other", Set.of(), Set.of(), Set.of()),
                data("use", Set.of("other"), Set.of("file", "given"), Set.of())));

    assertThat(workflow.waits(0)).isEmpty();
    assertThat(workflow.waits(2)).containsExactly(0, 1);
  }

  @Test
  void whoNamesAWriterTwiceWaitsForItOnce() {
    NewWorkflow workflow =
        NewWorkflow.of(
            "w",
            List.of(
                data("make", Set.of(), Set.of(), Set.of("a", "b")),
                data("use", Set.of("make"), Set.of("a", "b"), Set.of())));

    assertThat(workflow.waits(1)).containsExactly(0);
  }

  @Test
  void aCycleIsRefusedAndNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                NewWorkflow.of(
                    "w",
                    List.of(
                        NewJob.of("first", "k", ANYWHERE, Set.of()),
                        NewJob.of("a", "k", ANYWHERE, Set.of("first", "c")),
                        NewJob.of("b", "k", ANYWHERE, Set.of("a")),
                        NewJob.of("c", "k", ANYWHERE, Set.of("b")))))
        .withMessage("jobs wait for each other: a → c → b → a");
  }

  @Test
  void aJobThatReadsWhatItWritesIsACycle() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                NewWorkflow.of(
                    "w", List.of(data("self", Set.of(), Set.of("file"), Set.of("file")))))
        .withMessageContaining("self → self");
  }

  @Test
  void namesMustBeUniqueAndKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                NewWorkflow.of(
                    "w",
                    List.of(
                        NewJob.of("a", "k", ANYWHERE, Set.of()),
                        NewJob.of("a", "k", ANYWHERE, Set.of()))))
        .withMessage("two jobs are named a");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> NewWorkflow.of("w", List.of(NewJob.of("a", "k", ANYWHERE, Set.of("none")))))
        .withMessage("job a waits for none, which is none of the workflow's");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                NewWorkflow.of(
                    "w",
                    List.of(
                        data("a", Set.of(), Set.of(), Set.of("file")),
                        data("b", Set.of(), Set.of(), Set.of("file")))))
        .withMessageContaining("file is written by a and by b");
  }

  @Test
  void aLongChainNeedsNoDeepStack() {
    List<NewJob> chain = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      chain.add(NewJob.of("j" + i, "k", ANYWHERE, i == 0 ? Set.of() : Set.of("j" + (i - 1))));
    }
    assertThat(NewWorkflow.of("w", chain).waits(99_999)).containsExactly(99_998);

    chain.set(0, NewJob.of("j0", "k", ANYWHERE, Set.of("j99999")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NewWorkflow.of("w", chain))
        .withMessageContaining("(100,000 jobs)");
  }

  private static NewJob data(
      String name, Set<String> waitsFor, Set<String> reads, Set<String> writes) {
    return new NewJob(name, "k", "{}", ANYWHERE, NewJob.Trials.ONE, waitsFor, reads, writes);
  }
}
