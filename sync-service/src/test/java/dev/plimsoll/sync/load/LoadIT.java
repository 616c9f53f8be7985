package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.testkit.TestSeal;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SyncProfile.class)
final class LoadIT {
  private static final int WORKERS = 4;
  private static final FakeLog LOG = FakeLog.get();
  @Inject DataSource dataSource;

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void tables() throws SQLException {
    source = Stack.get().createDatabase("load_source");
    target = Stack.get().createDatabase("load_target");
    TestTables.execute(
        source,
        """
        CREATE TABLE many AS
        SELECT i * 50 AS id, i % 7 AS region, md5(i::text) AS text, (i / 7.0)::numeric(15,2) AS price,
               date '1500-01-01' + i AS day, NULLIF(i % 11, 0) AS sometimes
        FROM generate_series(1, 200000) i
        """,
        "ALTER TABLE many ADD PRIMARY KEY (id)",
        "CREATE DOMAIN \"Money Of\" AS numeric(10,2) CHECK (VALUE >= 0)",
        "CREATE TABLE \"Ünï \"\"q\"\" 'x'\" (\"Ke y\" text COLLATE \"C\", \"sel;ect\" \"Money Of\", \"\"\"\" varchar(9) NOT NULL, PRIMARY KEY (\"Ke y\", \"\"\"\"))",
        "INSERT INTO \"Ünï \"\"q\"\" 'x'\" SELECT chr(64 + i) || '''\\' || i, i, CASE WHEN i % 2 = 0 THEN '' ELSE 'ö' END FROM generate_series(1, 500) i",
        "CREATE TABLE nothing (a int PRIMARY KEY, b text)",
        "CREATE TABLE full_already (a int PRIMARY KEY)",
        "INSERT INTO full_already VALUES (1)",
        "CREATE TABLE other_columns (a int PRIMARY KEY)",
        "CREATE TABLE not_a_number (a int PRIMARY KEY, n numeric(5,2))",
        "INSERT INTO not_a_number VALUES (1, 1), (2, 'NaN')",
        "CREATE TYPE mood AS ENUM ('sad', 'so, \\ \"so\"')",
        "CREATE TABLE kinds (at inet PRIMARY KEY, mood mood, paid money, numbers int[], x float8, during interval, raw bytea)",
        """
        INSERT INTO kinds
        SELECT '10.0.0.0'::inet + i, (enum_range(NULL::mood))[1 + i % 2], i * 0.01::numeric, ARRAY[[i, NULL], [1, 2]],
               i / 3.0, make_interval(days => i, secs => -i / 7.0), decode(md5(i::text), 'hex')
        FROM generate_series(1, 5000) i
        """,
        "CREATE TYPE only_here AS ENUM ('x')",
        "CREATE TABLE typed (a int PRIMARY KEY, m only_here[])",
        "CREATE TABLE gap (a int PRIMARY KEY)",
        "INSERT INTO gap VALUES (1)",
        "CREATE TABLE late_gap AS TABLE gap",
        "ALTER TABLE late_gap ADD PRIMARY KEY (a)",
        "CREATE TABLE refused AS TABLE gap",
        "ALTER TABLE refused ADD PRIMARY KEY (a)",
        "ANALYZE");
    TestTables.execute(
        target,
        "CREATE TYPE mood AS ENUM ('sad', 'so, \\ \"so\"')",
        "CREATE TABLE full_already (a int)",
        "INSERT INTO full_already VALUES (42)",
        "CREATE TABLE other_columns (b bigint)");
  }

  @BeforeEach
  void register() {
    SyncApi.register("load-source", source);
    SyncApi.register("silent-source", source);
    SyncApi.register("load-target", target);
  }

  private static ExtractView start(String table) {
    return SyncApi.start("load-source", List.of("public." + table), "load-target");
  }

  @Test
  void manyReadTasksAreLoadedOnceThoughEveryMessageComesTwice() throws SQLException {
    // given
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "load-source",
                List.of("public.many"),
                "load-target",
                null,
                new ReadingRequest(null, null, WORKERS),
                null,
                null,
                null,
                null));
    TableView loaded = SyncApi.awaitTable(extract.id(), "many", TableState.LOADED);
    assertThat(loaded.reading().readTasks()).isEqualTo(WORKERS);
    assertThat(loaded.counters().queries()).isGreaterThanOrEqualTo(loaded.reading().readTasks());
    List<BatchCommitted> commits = LOG.committed(loaded.logTopic());

    // when
    commits.forEach(LOG::send);
    commandAgain(extract.id(), commits);
    LOG.send(strangersCommit());
    TestTables.execute(target, "SELECT 1");

    // then
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables().getFirst().rows().log()).isEqualTo(200_000);
    assertThat(receipt.tables().getFirst().digests().sql())
        .contains("FROM ONLY \"public\".\"many\"");
    TableView after = SyncApi.table(extract.id(), "many");
    assertThat(after.counters()).isEqualTo(loaded.counters());
    assertThat(TestTables.number(target, "SELECT count(*) FROM many")).isEqualTo(200_000);
    assertThat(Bucket.keys(extract.id())).hasSize((int) loaded.counters().objects());
  }

  private static void commandAgain(UUID extractId, List<BatchCommitted> commits) {
    String topic = Topic.SYNC_COMMANDS.name(StackResource.TOPIC_PREFIX);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            TestSeal.producer(Stack.get().kafkaBootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      for (BatchCommitted commit : commits) {
        UUID readTask = UUID.fromString(commit.producerId());
        producer.send(
            new ProducerRecord<>(
                topic, readTask.toString(), Json.write(new ReadCommand(extractId, readTask))));
      }
    }
  }

  private static BatchCommitted strangersCommit() {
    return new BatchCommitted(
        "somebody.else", 0, 0, 1, "x", 0, 0, new ObjectRange("b", "k", 0, 1), Instant.EPOCH);
  }

  @Test
  void aMalformedCommitGoesToTheDeadLettersAndTheNextOneIsTaken() {
    // given
    LOG.send("x/0", "this is not JSON");

    // when
    ExtractView extract = start("gap");

    // then
    SyncApi.awaitTable(extract.id(), "gap", TableState.LOADED);
  }

  @Test
  void oddNamesDomainsCollationsAndEmptyStringsAreLoadedAsTheyAre() throws SQLException {
    // when
    ExtractView extract = start("Ünï \"q\" 'x'");

    // then
    SyncApi.awaitTable(extract.id(), "Ünï \"q\" 'x'", TableState.LOADED);
    assertThat(SyncApi.awaitReceipt(extract.id()).proven()).isTrue();
    assertThat(
            TestTables.number(
                target,
                "SELECT count(*) FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation WHERE attname = 'Ke y' AND collname = 'C'"))
        .isEqualTo(1);
  }

  @Test
  void aTableWithoutRowsIsCreatedAndLoaded() throws SQLException {
    // when
    ExtractView extract = start("nothing");

    // then
    TableView loaded = SyncApi.awaitTable(extract.id(), "nothing", TableState.LOADED);
    assertThat(loaded.counters().objects()).isZero();
    assertThat(TestTables.number(target, "SELECT count(*) FROM nothing")).isZero();
    assertThat(SyncApi.awaitReceipt(extract.id()).proven()).isTrue();
  }

  @Test
  void aTargetWithRowsIsRefusedAndLoadedOnceItIsEmpty() throws SQLException {
    // given
    ExtractView extract = start("full_already");
    TableView refused = SyncApi.awaitTable(extract.id(), "full_already", TableState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY);
    QualifiedName name = new QualifiedName("public", "full_already");
    SyncApi.retry(extract.id(), name).then().statusCode(ErrorCode.TARGET_NOT_EMPTY.status());

    // when
    TestTables.execute(target, "TRUNCATE full_already");
    SyncApi.retry(extract.id(), name).then().statusCode(202);

    // then
    SyncApi.awaitTable(extract.id(), "full_already", TableState.LOADED);
    assertThat(SyncApi.awaitReceipt(extract.id()).proven()).isTrue();
    SyncApi.retry(extract.id(), name).then().statusCode(409);
  }

  @Test
  void aTargetWithOtherColumnsIsRefused() {
    // when
    ExtractView extract = start("other_columns");

    // then
    TableView refused = SyncApi.awaitTable(extract.id(), "other_columns", TableState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_MISMATCH);
    assertThat(refused.failure().message()).contains("\"b\" bigint", "\"a\" integer");
  }

  @Test
  void typesThatTravelAsTextAreLoadedAndProven() throws SQLException {
    // when
    ExtractView extract = start("kinds");

    // then
    SyncApi.awaitTable(extract.id(), "kinds", TableState.LOADED);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(
            TestTables.number(
                target,
                "SELECT count(*) FROM kinds WHERE numbers[2][1] = 1 AND at > '10.0.0.0' AND paid > '0'::money"))
        .isEqualTo(5_000);
  }

  @Test
  void aTypeThatTheTargetLacksRefusesItsTable() {
    // when
    ExtractView extract = start("typed");

    // then
    TableView refused = SyncApi.awaitTable(extract.id(), "typed", TableState.FAILED);
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_MISMATCH);
    assertThat(refused.failure().message()).contains("no such types", "\"m\" public.only_here[]");
  }

  @Test
  void aValueThatTheFileCannotHoldFailsItsTableUntilItIsGone() throws SQLException {
    // given
    ExtractView extract = start("not_a_number");
    TableView failed = SyncApi.awaitTable(extract.id(), "not_a_number", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
    assertThat(failed.failure().message()).contains("\"n\" of the row with (a) = (2)", "NaN");

    // when
    TestTables.execute(source, "UPDATE not_a_number SET n = 0 WHERE a = 2");
    SyncApi.retry(extract.id(), new QualifiedName("public", "not_a_number")).then().statusCode(202);

    // then
    SyncApi.awaitTable(extract.id(), "not_a_number", TableState.LOADED);
    assertThat(SyncApi.awaitReceipt(extract.id()).proven()).isTrue();
  }

  @Test
  void aGapInTheLogFailsItsTableAndLoadsNothing() throws SQLException {
    // given
    LOG.beSilentFor("silent-source");
    TestTables.execute(target, "DROP TABLE IF EXISTS gap");
    ExtractView extract = SyncApi.start("silent-source", List.of("public.gap"), "load-target");
    String topic = SyncApi.table(extract.id(), "gap").logTopic();
    List<BatchAppended> appended =
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> LOG.appended(topic), batches -> !batches.isEmpty());

    // when
    LOG.send(FakeLog.commit(appended.getFirst(), 7));

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "gap", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.CHECK_FAILED);
    assertThat(failed.failure().message()).contains("goes on at offset 7, not 0");
    assertThat(TestTables.number(target, "SELECT count(*) FROM pg_class WHERE relname = 'gap'"))
        .isZero();
  }

  @Test
  void aGapIsNotAcknowledgedBeforeItsFailureIsNoted() throws SQLException {
    // given a database of ours that refuses to note failures
    LOG.beSilentFor("refused-source");
    SyncApi.register("refused-source", source);
    execute(
        """
        CREATE FUNCTION sync.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'not now' USING ERRCODE = 'internal_error';
        END $$
        """,
        """
        CREATE TRIGGER refuse BEFORE UPDATE ON sync.extract_table FOR EACH ROW
        WHEN (NEW.state = 'FAILED' AND NEW.table_name = 'late_gap') EXECUTE FUNCTION sync.refuse()
        """);
    ExtractView extract;
    try {
      extract = SyncApi.start("refused-source", List.of("public.late_gap"), "load-target");
      String topic = SyncApi.table(extract.id(), "late_gap").logTopic();
      List<BatchAppended> appended =
          await()
              .atMost(Duration.ofMinutes(3))
              .until(() -> LOG.appended(topic), batches -> !batches.isEmpty());

      // when
      LOG.send(FakeLog.commit(appended.getFirst(), 7));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofMinutes(3))
          .until(() -> SyncApi.table(extract.id(), "late_gap").state() != TableState.FAILED);
    } finally {
      execute("DROP FUNCTION sync.refuse() CASCADE");
    }

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "late_gap", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.CHECK_FAILED);
  }

  @Test
  void aBatchThatTheLogRefusesFailsItsTableAndIsAnnouncedAgainByARetry() {
    // given
    LOG.beSilentFor("refusing-source");
    SyncApi.register("refusing-source", source);
    ExtractView extract =
        SyncApi.start("refusing-source", List.of("public.refused"), "load-target");
    String topic = SyncApi.table(extract.id(), "refused").logTopic();
    List<BatchAppended> appended =
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> LOG.appended(topic), batches -> !batches.isEmpty());

    // when
    LOG.refuse("x/0", "this is not JSON", "malformed-message", "somebody else's");
    LOG.refuse(appended.getFirst(), "unknown-partition", "the log has no such partition");

    // then
    TableView failed = SyncApi.awaitTable(extract.id(), "refused", TableState.FAILED);
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.LOG_REFUSED);
    assertThat(failed.failure().message())
        .contains("partition 0 of " + topic, "unknown-partition: the log has no such partition");

    // and when the log takes it after all
    SyncApi.retry(extract.id(), new QualifiedName("public", "refused")).then().statusCode(202);
    await().atMost(Duration.ofMinutes(3)).until(() -> LOG.appended(topic).size() == 2);
    LOG.send(FakeLog.commit(LOG.appended(topic).getLast(), 0));
    SyncApi.awaitTable(extract.id(), "refused", TableState.LOADED);
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
