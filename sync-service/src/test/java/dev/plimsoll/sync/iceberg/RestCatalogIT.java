package dev.plimsoll.sync.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.sync.iceberg.LakeReader.LiveFile;
import dev.plimsoll.sync.iceberg.RestServer.Fault;
import dev.plimsoll.sync.iceberg.SnapshotCommit.Base;
import dev.plimsoll.sync.iceberg.SnapshotCommit.Committed;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Commits through Iceberg's REST API, whose answers are lost. What is in the catalog and the
/// bucket is read past it, and past Iceberg's library.
@ExtendWith(StackExtension.class)
final class RestCatalogIT {
  private static Lake lake;
  private static TestDatabase database;
  private static JdbcCatalog served;
  private static RestServer server;

  private record Settings(
      URI uri,
      Optional<String> warehouse,
      Optional<String> token,
      Optional<String> credential,
      Optional<URI> tokenUri,
      Optional<String> scope)
      implements IcebergConfig.Rest {}

  @BeforeAll
  static void serve(Stack stack) throws Exception {
    lake = Lake.at("rest-" + ProcessHandle.current().pid() + "/");
    database = stack.createDatabase("rest_lake");
    served = new JdbcCatalog(properties -> new ObjectFileIo(lake.objects()), null, true);
    served.initialize(
        "plimsoll",
        Map.of(
            "uri", database.jdbcUrl(),
            "warehouse", ObjectFileIo.location(lake.objects(), lake.prefix() + "served"),
            "jdbc.user", database.user(),
            "jdbc.password", database.password(),
            "jdbc.schema-version", "V1"));
    server = new RestServer(served);
  }

  @AfterAll
  static void close() {
    server.close();
    served.close();
  }

  private static LakeCatalog catalog() {
    return catalog(server.uri(), RestServer.TOKEN);
  }

  private static LakeCatalog catalog(URI uri, String token) {
    return new RestCatalog(
        "rest",
        new Settings(
            uri,
            Optional.empty(),
            Optional.of(token),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        lake.objects(),
        lake.config());
  }

  /// As the service commits.
  private static Committed commit(IcebergRun run) {
    AtomicReference<@Nullable Base> begun = new AtomicReference<>();
    return Lake.effects()
        .perform(
            SideEffect.COMMIT_SNAPSHOT,
            () -> {
              try (LakeCatalog catalog = catalog()) {
                return new SnapshotCommit(catalog, lake.objects(), run)
                    .commit(Optional.ofNullable(begun.get()), begun::set);
              }
            },
            () -> {
              try (LakeCatalog catalog = catalog()) {
                return new SnapshotCommit(catalog, lake.objects(), run).find(begun.get());
              }
            });
  }

  private static void assertTold(String namespace, Committed last, IcebergRun... runs)
      throws Exception {
    LakeReader reader = lake.reader(database, namespace);
    assertThat(reader.runs())
        .containsExactlyElementsOf(List.of(runs).stream().map(run -> run.id().toString()).toList());
    // Manifests, too, are all there.
    assertThat(reader.files().stream().mapToLong(LiveFile::rows).sum())
        .isEqualTo(10L * runs.length);
    assertThat(last.snapshotId())
        .isEqualTo(reader.snapshots().getLast().path("snapshot-id").asLong());
  }

  @Test
  void namespaceTableAndSnapshotsComeToBeAndARunOnce() throws Exception {
    // given
    IcebergRun first = lake.run("deep.er.still");
    IcebergRun second = lake.run("deep.er.still");

    // when
    commit(first);
    Committed last = commit(second);

    // then
    assertThat(commit(second)).isEqualTo(last);
    assertTold("deep.er.still", last, first, second);
    assertThat(
            lake.reader(database, "deep.er.still")
                .metadata()
                .path("schemas")
                .path(0)
                .path("fields")
                .path(0)
                .path("id")
                .asInt())
        .as("the field id that the files have")
        .isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void aCommitWhoseAnswerIsLostIsFoundOrDoneAgainAndNothingIsDeleted(Fault fault) throws Exception {
    // given
    String namespace = "lost_" + fault.ordinal();
    IcebergRun first = lake.run(namespace);
    commit(first);
    IcebergRun second = lake.run(namespace);
    server.next(fault);

    // when
    Committed last = commit(second);

    // then
    assertThat(server.faultHasHappened()).isTrue();
    assertTold(namespace, last, first, second);
  }

  @Test
  void manyAtATimeCommitEachRunOnce() throws Exception {
    // given: the table is there, so that they meet at its commits
    commit(lake.run("raced"));
    List<IcebergRun> runs = List.of(lake.run("raced"), lake.run("raced"), lake.run("raced"));

    // when: each in the hands of two
    List<Future<Committed>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * runs.size())) {
      for (int i = 0; i < 2 * runs.size(); i++) {
        IcebergRun run = runs.get(i % runs.size());
        answers.add(threads.submit(() -> commit(run)));
      }
    }

    // then
    for (int i = 0; i < runs.size(); i++) {
      assertThat(answers.get(i).get()).isEqualTo(answers.get(i + runs.size()).get());
    }
    assertThat(lake.reader(database, "raced").runs())
        .hasSize(4)
        .containsAll(runs.stream().map(run -> run.id().toString()).toList());
  }

  @Test
  void whatIsRefusedIsToldAndWhatDoesNotAnswerMayPass() throws Exception {
    IcebergRun run = lake.run("refused");
    assertThat(ExceptionCodes.code(asked(server.uri(), "another token", run)))
        .isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    Throwable silent = asked(URI.create("http://127.0.0.1:1"), RestServer.TOKEN, run);
    assertThat(ExceptionCodes.code(silent).isTransient()).as("%s", silent).isTrue();
    try (LakeCatalog catalog = catalog()) {
      assertThat(catalog.table(run.target())).isEmpty();
    }
  }

  private static Throwable asked(URI uri, String token, IcebergRun run) {
    return catchThrowable(
        () -> {
          try (LakeCatalog catalog = catalog(uri, token)) {
            catalog.table(run.target());
          }
        });
  }
}
