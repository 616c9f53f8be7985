package dev.plimsoll.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.column.ByteBuilder;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.PgType;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.effect.FaultPoints;
import dev.plimsoll.sync.effect.RetryPolicy;
import dev.plimsoll.sync.iceberg.IcebergRun.RunFile;
import dev.plimsoll.sync.iceberg.IcebergTarget.Write;
import dev.plimsoll.sync.iceberg.LakeReader.LiveFile;
import dev.plimsoll.sync.parquet.ParquetRowWriter;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectUpload;
import dev.plimsoll.sync.storage.StorageConfig;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Committers that know nothing of each other, and tables whose history is not what it was.
@ExtendWith(StackExtension.class)
final class SnapshotCommitIT {
  private static final List<Column> COLUMNS =
      List.of(new Column("id", PgType.INT8, -1, "bigint", null, true, 3));
  private static final String PREFIX = "commit-" + ProcessHandle.current().pid() + "/";

  private static TestDatabase lake;
  private static ObjectStore objects;

  private record Storage(
      Optional<URI> endpoint,
      String region,
      String bucket,
      Optional<String> accessKey,
      Optional<String> secretKey,
      boolean pathStyle,
      String prefix)
      implements StorageConfig {}

  private record Names(String catalogName, String warehouse) implements IcebergConfig {}

  @BeforeAll
  static void stack(Stack stack) throws Exception {
    lake = stack.createDatabase("commit_lake");
    StackResource resource = new StackResource();
    resource.init(Map.of("service", "sync"));
    Map<String, String> settings = resource.start();
    objects =
        new ObjectStore(
            new Storage(
                Optional.of(URI.create(settings.get("plimsoll.s3.endpoint"))),
                settings.get("plimsoll.s3.region"),
                settings.get("plimsoll.s3.bucket"),
                Optional.of(settings.get("plimsoll.s3.access-key")),
                Optional.of(settings.get("plimsoll.s3.secret-key")),
                true,
                PREFIX),
            new Effects(
                new RetryPolicy(Duration.ofMillis(20), Duration.ofSeconds(1), 6),
                FaultPoints.NONE));
  }

  private static LakeCatalog catalog() {
    return new LakeCatalog(
        new PostgresConnector(),
        lake.address(),
        objects,
        new Names("plimsoll", PREFIX + "warehouse/"));
  }

  /// A run of one file of ten rows.
  private static IcebergRun run(String namespace) throws IOException {
    String key = PREFIX + UUID.randomUUID() + ".parquet";
    try (ObjectUpload upload = objects.upload(key);
        ParquetRowWriter writer = new ParquetRowWriter(upload, COLUMNS, 1 << 20, 1)) {
      ByteBuilder row = new ByteBuilder(16);
      for (int i = 0; i < 10; i++) {
        row.clear();
        row.putShort(1);
        row.putInt(Long.BYTES);
        row.putLong(i);
        writer.write(Arrays.copyOf(row.array(), row.size()));
      }
      writer.finish(Map.of());
      return new IcebergRun(
          UUID.randomUUID(),
          UUID.randomUUID(),
          new IcebergTarget("lake", namespace, "t", true, Write.APPEND),
          COLUMNS,
          List.of(new RunFile(key, upload.complete(), 10)));
    }
  }

  private static final class Memory implements SnapshotCommit.Notes {
    private @Nullable CommitBase base;
    private final Runnable afterwards;

    Memory(Runnable afterwards) {
      this.afterwards = afterwards;
    }

    @Override
    public Optional<CommitBase> base() {
      return Optional.ofNullable(base);
    }

    @Override
    public void begin(CommitBase now) {
      base = now;
      afterwards.run();
    }
  }

  private static Committed commit(IcebergRun run, SnapshotCommit.Notes notes) {
    try (LakeCatalog catalog = catalog()) {
      return new SnapshotCommit(catalog, objects, run).commit(notes);
    } catch (PlimsollException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static LakeReader reader(String namespace) throws Exception {
    String bucket = ObjectFileIo.location(objects, "");
    return LakeReader.of(
        lake,
        location -> objects.content(location.substring(bucket.length())).orElseThrow(),
        namespace,
        "t");
  }

  private static Committed commit(IcebergRun run) {
    return commit(run, new Memory(() -> {}));
  }

  @Test
  void manyAtATimeCommitEachRunOnceAndAgreeOnItsSnapshot() throws Exception {
    // given: three runs, each in the hands of two, and no table yet
    List<IcebergRun> runs = List.of(run("raced"), run("raced"), run("raced"));
    CyclicBarrier start = new CyclicBarrier(2 * runs.size());

    // when
    List<Future<Committed>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * runs.size())) {
      for (int i = 0; i < 2 * runs.size(); i++) {
        IcebergRun run = runs.get(i % runs.size());
        answers.add(threads.submit(() -> commit(run, new Memory(() -> meet(start)))));
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
    List<Committed> others = new ArrayList<>();

    // when
    Committed thawed = commit(run, new Memory(() -> others.add(commit(run))));

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
            UUID.randomUUID(), there.extractId(), there.target(), COLUMNS, there.files());
    String uuid = reader("expired").metadata().path("table-uuid").asText();

    // then
    assertUnresolved(lost, new CommitBase(uuid, 42L));
    assertUnresolved(lost, new CommitBase(UUID.randomUUID().toString(), null));
    assertUnresolved(run("dropped"), new CommitBase(uuid, null));
    assertThat(find(sameFiles, new CommitBase(uuid, 42L))).contains(new Committed(null));
    // All of the history is there: nothing was committed.
    assertThat(find(lost, new CommitBase(uuid, null))).isEmpty();
    assertThat(reader("expired").runs()).hasSize(2);
  }

  private static Optional<Committed> find(IcebergRun run, CommitBase base) throws Exception {
    try (LakeCatalog catalog = catalog()) {
      return new SnapshotCommit(catalog, objects, run).find(base);
    }
  }

  private static void assertUnresolved(IcebergRun run, CommitBase base) {
    PlimsollException e = catchThrowableOfType(PlimsollException.class, () -> find(run, base));
    assertThat(e.code()).isEqualTo(ErrorCode.ICEBERG_COMMIT_UNRESOLVED);
    assertThat(e).hasMessageContaining(run.id().toString());
  }
}
