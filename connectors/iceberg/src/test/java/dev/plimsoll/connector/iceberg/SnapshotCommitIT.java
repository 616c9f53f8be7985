package dev.plimsoll.connector.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.LakeReader;
import dev.plimsoll.testkit.LakeReader.LiveFile;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Committers that know nothing of each other, and tables whose history is not what it was.
@ExtendWith(StackExtension.class)
final class SnapshotCommitIT {
  private static Lake lake;
  private static TestDatabase database;

  @BeforeAll
  static void stack(Stack stack) {
    lake = Lake.create();
    database = stack.createDatabase("commit_lake");
  }

  private static IcebergRun run(String namespace) throws IOException {
    return lake.run(namespace);
  }

  private static CommittedSnapshot commit(IcebergRun run, Runnable onBegin) {
    try {
      return lake.in(database).commit(run, null, _ -> onBegin.run());
    } catch (PlimsollException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static LakeReader reader(String namespace) throws Exception {
    return lake.reader(database, namespace);
  }

  private static CommittedSnapshot commit(IcebergRun run) {
    return commit(run, () -> {});
  }

  @Test
  void manyAtATimeCommitEachRunOnceAndAgreeOnItsSnapshot() throws Exception {
    // given: three runs, each in the hands of two, and no table yet
    List<IcebergRun> runs = List.of(run("raced"), run("raced"), run("raced"));
    CyclicBarrier start = new CyclicBarrier(2 * runs.size());

    // when
    List<Future<CommittedSnapshot>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * runs.size())) {
      for (int i = 0; i < 2 * runs.size(); i++) {
        IcebergRun run = runs.get(i % runs.size());
        answers.add(threads.submit(() -> commit(run, () -> meet(start))));
      }
    }

    // then
    LakeReader reader = reader("raced");
    assertThat(reader.runs())
        .containsExactlyInAnyOrderElementsOf(
            runs.stream().map(run -> run.id().toString()).toList());
    assertThat(reader.files().stream().mapToLong(LiveFile::rows).sum()).isEqualTo(30);
    for (int i = 0; i < runs.size(); i++) {
      assertThat(answers.get(i).get()).isEqualTo(answers.get(i + runs.size()).get());
    }
  }

  private static void meet(CyclicBarrier start) {
    try {
      start.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoWasFrozenMeetsWhatAnotherHasCommittedInItsPlace() throws Exception {
    // given
    IcebergRun run = run("frozen");
    List<CommittedSnapshot> others = new ArrayList<>();

    // when
    CommittedSnapshot thawed = commit(run, () -> others.add(commit(run)));

    // then
    assertThat(others).containsExactly(thawed);
    assertThat(reader("frozen").runs()).containsExactly(run.id().toString());
  }

  @Test
  void withoutItsHistoryATableTellsNothingUnlessItHoldsTheFiles() throws Exception {
    // given: attempts upon snapshots that have expired since
    commit(run("expired"));
    IcebergRun lost = run("expired");
    IcebergRun there = run("expired");
    commit(there);
    IcebergRun sameFiles =
        new IcebergRun(
            UUID.randomUUID(), there.extractId(), there.target(), Lake.COLUMNS, there.files());
    String uuid = reader("expired").metadata().path("table-uuid").asText();

    // then
    assertUnresolved(lost, new BaseSnapshot(uuid, 42L));
    assertUnresolved(lost, new BaseSnapshot(UUID.randomUUID().toString(), null));
    assertUnresolved(run("dropped"), new BaseSnapshot(uuid, null));
    assertThat(find(sameFiles, new BaseSnapshot(uuid, 42L))).contains(new CommittedSnapshot(null));
    // All of the history is there: nothing was committed.
    assertThat(find(lost, new BaseSnapshot(uuid, null))).isEmpty();
    assertThat(reader("expired").runs()).hasSize(2);
  }

  private static Optional<CommittedSnapshot> find(IcebergRun run, BaseSnapshot base)
      throws Exception {
    return lake.in(database).find(run, base);
  }

  private static void assertUnresolved(IcebergRun run, BaseSnapshot base) {
    PlimsollException e = catchThrowableOfType(PlimsollException.class, () -> find(run, base));
    assertThat(e.code()).isEqualTo(ErrorCode.ICEBERG_COMMIT_UNRESOLVED);
    assertThat(e).hasMessageContaining(run.id().toString());
  }
}
