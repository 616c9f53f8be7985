package dev.plimsoll.connector.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plimsoll.connector.iceberg.RestServer.Fault;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.LakeReader;
import dev.plimsoll.testkit.LakeReader.LiveFile;
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
  private static final int ATTEMPTS = 20;

  private static Lake lake;
  private static TestDatabase database;
  private static JdbcCatalog served;
  private static RestServer server;

  @BeforeAll
  static void serve(Stack stack) throws Exception {
    lake = Lake.create();
    database = stack.createDatabase("rest_lake");
    served = new JdbcCatalog(properties -> new ObjectFileIo(lake.objects()), null, true);
    served.initialize(
        "plimsoll",
        Map.of(
            "uri", database.jdbcUrl(),
            "warehouse", lake.objects().url("served"),
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

  private static IcebergCatalogs catalogs(URI uri, String token) {
    return new IcebergCatalogs(
        _ -> database.address(),
        new PostgresConnections(System.getenv()),
        lake.objects(),
        lake.settings(
            Map.of("lake", new IcebergSettings.Rest(uri, null, token, null, null, null))));
  }

  /// As a service commits: after a failure that may pass, the snapshot is looked for.
  private static CommittedSnapshot commit(IcebergRun run) throws Exception {
    IcebergCatalogs catalogs = catalogs(server.uri(), RestServer.TOKEN);
    AtomicReference<@Nullable BaseSnapshot> begun = new AtomicReference<>();
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<CommittedSnapshot> found =
            attempt == 1 ? Optional.empty() : catalogs.find(run, begun.get());
        return found.isPresent() ? found.get() : catalogs.commit(run, begun.get(), begun::set);
      } catch (PlimsollException e) {
        if (!e.code().isTransient() || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void assertTold(String namespace, CommittedSnapshot last, IcebergRun... runs)
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
    CommittedSnapshot last = commit(second);

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
    CommittedSnapshot last = commit(second);

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
    List<Future<CommittedSnapshot>> answers = new ArrayList<>();
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
    assertThat(asked(server.uri(), "another token", run).code())
        .isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    PlimsollException silent = asked(URI.create("http://127.0.0.1:1"), RestServer.TOKEN, run);
    assertThat(silent.code().isTransient()).as("%s", silent).isTrue();
    assertThat(catalogs(server.uri(), RestServer.TOKEN).find(run, null)).isEmpty();
  }

  private static PlimsollException asked(URI uri, String token, IcebergRun run) {
    return catchThrowableOfType(
        PlimsollException.class, () -> catalogs(uri, token).find(run, null));
  }
}
