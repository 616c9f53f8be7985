package dev.plimsoll.builder.run;

import static dev.plimsoll.builder.run.BuildEnds.failed;
import static dev.plimsoll.builder.run.BuildEnds.outcomes;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.builder.recipe.LockRetryPolicy;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a build does to a table, told by the catalog.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BuildRunnerIT {
  private static final String VALID =
      "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid";

  private Target target;

  @BeforeEach
  void emptyDatabase(Stack stack) {
    target = new Target(stack.createDatabase("builder_recipes"));
  }

  @Test
  void makesAPrimaryKeyOfANullableColumn() throws SQLException {
    // given
    target.sql("CREATE TABLE t AS SELECT g AS id, 'x' AS v FROM generate_series(1, 10000) g");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");

    // when
    BuildEvent end = target.run(build);

    // then
    assertThat(outcomes(end))
        .containsExactly(
            "check the table: done",
            "try the definition: done",
            "look for obstacles: done",
            "clear leftovers: not needed",
            "create the index: done",
            "prove NOT NULL: done",
            "attach the key: done",
            "analyze: done",
            "verify: done");
    assertThat(target.definitions())
        .containsExactly("CREATE UNIQUE INDEX t_pkey ON public.t USING btree (id)");
    assertThat(
            target.list(
                "SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass ORDER BY 1"))
        .containsExactlyElementsOf(
            namesNotNulls() ? List.of("t_id_not_null", "t_pkey") : List.of("t_pkey"));
    assertThat(
            target.list(
                "SELECT bool_and(convalidated) FROM pg_constraint WHERE conrelid = 't'::regclass"))
        .containsExactly("t");
    assertThat(target.leftovers()).isEmpty();
    BuildEvent.Succeeded ok = (BuildEvent.Succeeded) end;
    assertThat(ok.indexBytes()).isEqualTo(target.number("SELECT pg_relation_size('t_pkey')"));
    assertThat(ok.timing().create()).isPositive().isLessThan(ok.timing().total());
    assertThat(target.started())
        .singleElement()
        .satisfies(it -> assertThat(it.resumed()).isFalse());
    assertThat(target.events.stream().map(BuildEvent::sequence).toList())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void buildsForARoleWhoseTransactionsAreReadOnlyByDefault() throws SQLException {
    // given a database where nothing may be written unless somebody says so
    target.sql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 100) g");
    String database = target.address().database();
    target.sql("ALTER DATABASE " + database + " SET default_transaction_read_only = on");

    // then a build says so
    assertThat(target.run(target.command("t", PRIMARY_KEY, "t_pkey", "id")))
        .isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void aSortBeyondTheRolesTemporaryFilesSaysSo() throws SQLException {
    // given a role whose sorts may write little, and a table that is sorted on disk
    target.sql("CREATE TABLE t AS SELECT md5(g::text) AS k FROM generate_series(1, 60000) g");
    String database = target.address().database();
    target.sql("ALTER DATABASE " + database + " SET temp_file_limit = '64kB'");

    // when
    BuildCommand build = Target.withMemory(target.command("t", INDEX, "t_k_idx", "k"), 1 << 20);
    BuildEvent.Failed failed = failed(target.run(build));

    // then it is told as what it is, and nothing is left
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.TEMPORARY_FILE_LIMIT);
    assertThat(failed.failure().code().fix()).contains("temp_file_limit");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void makesPlainAndUniqueIndexes() throws SQLException {
    target.sql("CREATE TABLE t AS SELECT g AS a, g % 7 AS b FROM generate_series(1, 1000) g");
    target.sql("ANALYZE t");
    assertThat(outcomes(target.run(target.command("t", INDEX, "t_b_a_idx", "b", "a"))))
        .contains("create the index: done", "name the index: done", "analyze: not needed");
    target.run(target.command("t", UNIQUE, "t_a_key", "a"));
    assertThat(target.definitions())
        .containsExactly(
            "CREATE INDEX t_b_a_idx ON public.t USING btree (b, a)",
            "CREATE UNIQUE INDEX t_a_key ON public.t USING btree (a)");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void takesAnyNames() throws SQLException {
    // given names that end quotes, strings, comments and statements, and format specifiers
    QualifiedName table = new QualifiedName("O\"dd.Schema; --", "sel'ect \\ \"Tab\" %s $1");
    target.sql("CREATE SCHEMA \"O\"\"dd.Schema; --\"");
    target.sql(
        "CREATE TABLE \"O\"\"dd.Schema; --\".\"sel'ect \\ \"\"Tab\"\" %s $1\" (\"Ünï %d\" text,"
            + " \"user\" int, \"?\" int)");
    target.sql(
        "INSERT INTO \"O\"\"dd.Schema; --\".\"sel'ect \\ \"\"Tab\"\" %s $1\" VALUES ('a', 1, 1),"
            + " ('a', 2, 1)");

    // when
    BuildEvent key = target.run(target.command(table, PRIMARY_KEY, "p \"k\" %s", "Ünï %d", "user"));
    BuildEvent index = target.run(target.command(table, INDEX, "i'x", "?"));
    BuildEvent duplicates = target.run(target.command(table, UNIQUE, "u?", "Ünï %d"));

    // then
    assertThat(key).isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(index).isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(failed(duplicates).failure().message()).contains("(a) 2 times");
    assertThat(
            target.list(
                """
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'i' AND n.nspname LIKE 'O%' ORDER BY 1
                """))
        .containsExactly("i'x", "p \"k\" %s");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void namesTheDuplicatesAndLeavesNothing() throws SQLException {
    // given 11 keys with duplicates, one of them three times
    target.sql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 500) g");
    target.sql("INSERT INTO t SELECT generate_series(1, 11)");
    target.sql("INSERT INTO t VALUES (7)");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");

    // when
    BuildEvent.Failed failed = failed(target.run(build));

    // then
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.DUPLICATE_KEYS);
    assertThat(failed.failure().retryable()).isFalse();
    assertThat(failed.failure().sqlState()).isEqualTo("23505");
    assertThat(failed.failure().message())
        .isEqualTo(
            "public.t: 11 keys of (\"id\") occur more than once, the first 10: (7) 3 times;"
                + " (1) 2 times; (2) 2 times; (3) 2 times; (4) 2 times; (5) 2 times; (6) 2 times;"
                + " (8) 2 times; (9) 2 times; (10) 2 times");
    assertThat(failed.steps())
        .extracting(step -> step.name() + ": " + step.outcome())
        .containsExactly(
            "check the table: done",
            "try the definition: done",
            "look for obstacles: done",
            "clear leftovers: not needed",
            "create the index: failed");
    assertThat(failed.failure().offendingKeys())
        .hasSize(10)
        .startsWith(new OffendingKey("(7)", 3), new OffendingKey("(1)", 2));
    assertThat(target.definitions()).isEmpty();

    // and when the rows are mended, the next attempt succeeds
    target.sql("DELETE FROM t a USING t b WHERE a.id = b.id AND a.ctid > b.ctid");
    assertThat(target.run(Target.again(build))).isInstanceOf(BuildEvent.Succeeded.class);
  }

  /// Whether the server has a constraint of its own for each column's NOT NULL.
  private static boolean namesNotNulls() {
    return Stack.get().majorVersion() >= 18;
  }

  @Test
  void findsANullAndKeepsTheIndexForTheNextAttempt() throws SQLException {
    // given a NULL that no statistics know of
    target.sql(
        "CREATE TABLE t WITH (autovacuum_enabled = off) AS"
            + " SELECT g AS a, g AS b FROM generate_series(1, 500) g");
    target.sql("UPDATE t SET b = NULL WHERE a = 250");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "a", "b");

    // when
    BuildEvent.Failed failed = failed(target.run(build));

    // then
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.NULL_KEYS);
    assertThat(failed.failure().message())
        .isEqualTo("public.t holds rows where %s is NULL", namesNotNulls() ? "b" : "a or b");
    assertThat(failed.failure().retryable()).isFalse();
    assertThat(target.list("SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass"))
        .as("nobody has asked for a NOT NULL without its key")
        .isEmpty();

    // and when the row is mended, the index need not be built again
    target.sql("UPDATE t SET b = 0 WHERE b IS NULL");
    assertThat(outcomes(target.run(Target.again(build))))
        .contains("create the index: already done", "attach the key: done");
    assertThat(target.started().getLast().resumed()).isTrue();
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void refusesANullBeforeTheBuildWhereStatisticsKnowOfIt() throws SQLException {
    target.sql("CREATE TABLE t AS SELECT nullif(g % 5, 0) AS id FROM generate_series(1, 500) g");
    target.sql("ANALYZE t");
    BuildEvent.Failed failed = failed(target.run(target.command("t", PRIMARY_KEY, "t_pkey", "id")));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.NULL_KEYS);
    assertThat(target.definitions()).isEmpty();
  }

  @Test
  void looksForNullsForAMomentOnlyWhereStatisticsAreOutOfDate() throws SQLException {
    // given statistics that know of a NULL which is there no more, and a look that cannot end
    target.sql("CREATE TABLE t (id int)");
    target.sql("INSERT INTO t VALUES (NULL)");
    target.sql("ANALYZE t");
    target.sql("UPDATE t SET id = 1");
    target.sql("CREATE TABLE child () INHERITS (t)");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");
    CompletableFuture<BuildEvent> end;
    try (Connection holder = target.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE child IN ACCESS EXCLUSIVE MODE");

      // when it is built, then the index is there without an answer
      end =
          CompletableFuture.supplyAsync(
              () -> target.runAttempts(build), Executors.newVirtualThreadPerTaskExecutor());
      await().atMost(Duration.ofMinutes(3)).until(() -> target.number(VALID) == 1);
      holder.rollback();
    }

    // and every row is read for the proof
    assertThat(end.join()).isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(target.leftovers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "v,      id, v_pkey, not-a-table,        public.v is a view",
    "m,      id, m_pkey, not-a-table,        public.m is a materialized view",
    "gone,   id, g_pkey, table-not-found,    there is no table public.gone",
    "t,      nn, t_pkey, column-not-found,   public.t has no column nn",
    "keyed,  v,  x_pkey, primary-key-exists, public.keyed has the primary key keyed_pkey (id)",
    "t,      id, v,      conflict,           schema public has another relation named v",
    "docs,   d,  d_pkey, unsupported-index,  no default operator class",
  })
  void refusesWhatCannotEndWell(
      String table, String column, String name, ErrorCode code, String message)
      throws SQLException {
    target.sql("CREATE TABLE t (id int)");
    target.sql("CREATE TABLE keyed (id int PRIMARY KEY, v int)");
    target.sql("CREATE TABLE docs (d json)");
    target.sql("CREATE VIEW v AS SELECT * FROM t");
    target.sql("CREATE MATERIALIZED VIEW m AS SELECT * FROM t");
    BuildEvent.Failed failed = failed(target.run(target.command(table, PRIMARY_KEY, name, column)));
    assertThat(failed.failure().code()).isEqualTo(code);
    assertThat(failed.failure().message()).contains(message);
    assertThat(failed.failure().retryable()).isFalse();
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void asksBrieflyForTheLockAndNamesWhoHasIt() throws SQLException {
    // given a transaction that has read the table and does nothing
    target.sql("CREATE TABLE t (id int NOT NULL)");
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");
    try (Connection reader = target.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      // Not by SELECT: the driver's open portal would keep its snapshot, and CREATE INDEX would
      // wait.
      statement.execute("LOCK TABLE t IN ACCESS SHARE MODE");
      statement.execute("SET application_name = 'a reader'");

      // when the lock is not to be had
      LockRetryPolicy twice =
          new LockRetryPolicy(
              Duration.ofMillis(50), 2, Duration.ofMillis(10), Duration.ofMillis(10));
      BuildEvent.Failed failed = failed(target.run(build, twice));

      // then it fails for now, saying because of whom
      assertThat(failed.failure().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
      assertThat(failed.failure().retryable()).isTrue();
      assertThat(failed.failure().message())
          .contains("it is in use by session", "a reader", "idle in transaction");
      assertThat(target.blockers()).isNotEmpty();
      reader.rollback();
    }

    // and the next attempt goes on where it stood
    assertThat(outcomes(target.run(Target.again(build))))
        .contains("create the index: already done", "attach the key: done");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void saysThatTheTargetDoesNotAnswer() {
    DatabaseAddress here = target.address();
    DatabaseAddress nowhere =
        new DatabaseAddress(
            here.host(), 1, here.database(), here.user(), here.sslMode(), here.credential());
    BuildCommand build = target.command("t", PRIMARY_KEY, "t_pkey", "id");
    BuildEvent.Failed failed = failed(target.run(target.at(build, nowhere, 1)));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failed.failure().retryable()).isTrue();
  }
}
