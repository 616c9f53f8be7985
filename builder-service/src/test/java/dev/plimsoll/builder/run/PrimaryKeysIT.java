package dev.plimsoll.builder.run;

import static dev.plimsoll.builder.run.BuildEnds.succeeded;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.plimsoll.builder.recipe.LockRetryPolicy;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Primary keys on what is there already: an index, a type, a parent, a NOT NULL.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PrimaryKeysIT {
  private Target target;

  @BeforeEach
  void emptyDatabase(Stack stack) {
    target = new Target(stack.createDatabase("builder_keys"));
  }

  @Test
  void aUniqueIndexThatIsThereBecomesTheKey() throws SQLException {
    target.sql(
        """
        CREATE TABLE keyed AS SELECT g AS id, g AS other FROM generate_series(1, 1000) g;
        ALTER TABLE keyed ALTER id SET NOT NULL;
        CREATE UNIQUE INDEX theirs ON keyed (id)
        """);
    String before =
        target.list("SELECT relfilenode::text FROM pg_class WHERE relname = 'theirs'").getFirst();

    BuildEvent end =
        target.run(target.command("keyed", IndexDefinition.Kind.PRIMARY_KEY, "keyed_pkey", "id"));

    assertThat(end).isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(
            target.list(
                "SELECT relname || ' ' || relfilenode || ' ' || indisprimary FROM pg_index"
                    + " JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = 'keyed'::regclass"))
        .containsExactly("keyed_pkey " + before + " true");
  }

  @Test
  void makesAKeyOnATypedTable() throws SQLException {
    target.sql("CREATE TYPE thing AS (id int, other text)");
    target.sql("CREATE TABLE typed OF thing");
    target.sql("INSERT INTO typed SELECT g, 'x' FROM generate_series(1, 100) g");
    IndexDefinition key = new IndexDefinition(PRIMARY_KEY, List.of("id"));

    succeeded(target.run(target.command("typed", key, "typed_pkey")));

    assertThat(
            target.list(
                "SELECT conname FROM pg_constraint WHERE conrelid = 'typed'::regclass ORDER BY 1"))
        .containsExactlyElementsOf(
            Stack.get().majorVersion() >= 18
                ? List.of("typed_id_not_null", "typed_pkey")
                : List.of("typed_pkey"));
    assertThat(target.leftovers()).isEmpty();
  }

  private static void requireNamedNotNulls() {
    Stack.get().requireVersion(18, "which has NOT NULL as a constraint with a name");
  }

  /// What a child has of its parent is told by what the parent's own build does to it meanwhile.
  @ParameterizedTest
  @CsvSource({
    "'',ALTER TABLE elder ADD CONSTRAINT elders NOT NULL id NOT VALID",
    "before,ALTER TABLE elder RENAME CONSTRAINT before TO elders",
  })
  void makesAKeyOnAChildWhoseParentIsProvenMeanwhile(String there, String meanwhile)
      throws SQLException {
    requireNamedNotNulls();
    target.sql("CREATE TABLE elder (id int)");
    target.sql("CREATE TABLE child () INHERITS (elder)");
    target.sql("INSERT INTO child SELECT generate_series(1, 100)");
    if (!there.isEmpty()) {
      target.sql("ALTER TABLE elder ADD CONSTRAINT " + there + " NOT NULL id NOT VALID");
    }
    // given a parent whose proof of NOT NULL comes, or gets its name, just before the child's
    AtomicBoolean said = new AtomicBoolean();
    target.listener =
        event -> {
          if (event instanceof BuildEvent.Progressed it
              && it.phase().equals("prove NOT NULL")
              && said.compareAndSet(false, true)) {
            assertThatCode(() -> target.sql(meanwhile)).doesNotThrowAnyException();
          }
        };

    succeeded(
        target.run(
            target.command(
                "child", new IndexDefinition(PRIMARY_KEY, List.of("id")), "child_pkey")));

    assertThat(said).isTrue();
    assertThat(
            target.list(
                "SELECT conname || ' ' || convalidated FROM pg_constraint"
                    + " WHERE conrelid = 'child'::regclass ORDER BY 1"))
        .containsExactly("child_pkey true", "elders true");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void makesAKeyOnAParentWhoseChildHasItsOwnNotNull() throws SQLException {
    requireNamedNotNulls();
    target.sql("CREATE TABLE elder AS SELECT g AS id FROM generate_series(1, 100) g");
    target.sql("CREATE TABLE child (CONSTRAINT mine NOT NULL id) INHERITS (elder)");
    target.sql("INSERT INTO child SELECT generate_series(1, 100)");

    succeeded(
        target.run(
            target.command(
                "elder", new IndexDefinition(PRIMARY_KEY, List.of("id")), "elder_pkey")));

    assertThat(
            target.list(
                "SELECT conname FROM pg_constraint WHERE conrelid = 'elder'::regclass"
                    + " OR conrelid = 'child'::regclass ORDER BY 1"))
        .containsExactly("elder_id_not_null", "elder_pkey", "mine");
    assertThat(target.leftovers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE TABLE t1 OF thing,t1",
    "CREATE TABLE t1 (id int); CREATE TABLE child () INHERITS (t1),child",
  })
  void provesANotNullThatWasNeverValidatedWhileReadersGoOn(String create, String filled)
      throws SQLException {
    requireNamedNotNulls();
    // given rows that were there before the constraint, and somebody who reads
    target.sql("CREATE TYPE thing AS (id int)");
    target.sql(create);
    target.sql("INSERT INTO " + filled + " SELECT generate_series(1, 100)");
    target.sql("ALTER TABLE t1 ADD CONSTRAINT there NOT NULL id NOT VALID");
    BuildCommand key = target.command("t1", new IndexDefinition(PRIMARY_KEY, List.of("id")), "k");
    try (Connection reader = target.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("LOCK TABLE t1 IN ACCESS SHARE MODE");

      // when the key is built, then nothing but making the index the key needs the table alone
      LockRetryPolicy once =
          new LockRetryPolicy(
              Duration.ofMillis(50), 1, Duration.ofMillis(10), Duration.ofMillis(10));
      BuildEvent.Failed failed = (BuildEvent.Failed) target.run(key, once);
      assertThat(failed.failure().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
      assertThat(failed.steps().getLast().name()).isEqualTo("attach the key");
      reader.rollback();
    }
    succeeded(target.run(key));
    assertThat(
            target.list(
                "SELECT conname || ' ' || convalidated FROM pg_constraint"
                    + " WHERE conrelid = 't1'::regclass ORDER BY 1"))
        .containsExactly("k true", "there true");
    assertThat(target.leftovers()).isEmpty();

    // and where there is a NULL, that is said, and the constraint stays as it was
    target.sql("ALTER TABLE t1 DROP CONSTRAINT k; ALTER TABLE t1 DROP CONSTRAINT there");
    target.sql("INSERT INTO t1 VALUES (NULL)");
    target.sql("ALTER TABLE t1 ADD CONSTRAINT there NOT NULL id NOT VALID");
    IndexDefinition again = new IndexDefinition(PRIMARY_KEY, List.of("id"));
    BuildEvent.Failed failed = (BuildEvent.Failed) target.run(target.command("t1", again, "k2"));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.NULL_KEYS);
    assertThat(
            target.list(
                "SELECT conname || ' ' || convalidated FROM pg_constraint"
                    + " WHERE conrelid = 't1'::regclass"))
        .containsExactly("there false");
  }
}
