package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Indexes of partitioned tables: the whole's own first, then the partitions' that it is made of.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PartitionedIT {
  private static final List<String> TOP_DOWN = List.of("parent", "p3", "p1", "p3a", "p2");
  private static final List<String> BOTTOM_UP = List.of("p1", "p2", "p3a", "p3", "parent");

  private Target target;

  @BeforeEach
  void aPartitionedTable(Stack stack) throws SQLException {
    target = new Target(stack.createDatabase("builder_parts"));
    target.sql(
        """
        CREATE TABLE parent (id int, day int, label text) PARTITION BY RANGE (day);
        CREATE TABLE p1 PARTITION OF parent FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 (label text, spare int, day int, id int);
        ALTER TABLE p2 DROP COLUMN spare;
        ALTER TABLE parent ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
        CREATE TABLE p3 PARTITION OF parent FOR VALUES FROM (20) TO (30) PARTITION BY LIST (day);
        CREATE TABLE p3a PARTITION OF p3 DEFAULT;
        INSERT INTO parent SELECT g, g % 30, 'l' || g FROM generate_series(1, 3000) g
        """);
  }

  @ParameterizedTest
  @EnumSource
  void theWholeComesFirstAndIsValidWithItsLastPart(IndexDefinition.Kind kind) throws SQLException {
    IndexDefinition definition = new IndexDefinition(kind, List.of("id", "day"));
    for (String table : TOP_DOWN) {
      assertThat(target.run(build(table, definition, "_i")))
          .as(table)
          .isInstanceOf(BuildEvent.Succeeded.class);
      assertThat(target.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
          .as("lacking parts after %s", table)
          .isEqualTo(
              switch (table) {
                case "parent" -> 1;
                case "p3", "p1" -> 2;
                case "p3a" -> 1;
                default -> 0;
              });
    }
    assertValid(kind);

    // and again, nothing is left to do
    for (String table : TOP_DOWN) {
      BuildEvent.Succeeded again =
          (BuildEvent.Succeeded) target.run(build(table, definition, "_j"));
      assertThat(again.steps())
          .as(table)
          .noneMatch(step -> step.outcome().equals("done") && !step.name().equals("verify"));
    }
    assertValid(kind);
  }

  /// Those of its partitions are awaited.
  private BuildCommand build(String table, IndexDefinition definition, String suffix) {
    BuildCommand build = target.command(table, definition, table + suffix);
    return switch (table) {
      case "parent" -> target.awaiting(build, "p1", "p2", "p3");
      case "p3" -> target.awaiting(build, "p3a");
      default -> build;
    };
  }

  @ParameterizedTest
  @EnumSource
  void takesPartsThatAreThereBeforeIt(IndexDefinition.Kind kind) throws SQLException {
    IndexDefinition definition = new IndexDefinition(kind, List.of("id", "day"));
    for (String table : BOTTOM_UP) {
      BuildEvent end = target.run(target.command(table, definition, table + "_i"));
      assertThat(end).as(table).isInstanceOf(BuildEvent.Succeeded.class);
    }
    assertValid(kind);
  }

  @Test
  void provesNotNullWhereOnlySomePartitionsHaveIt() throws SQLException {
    target.sql("ALTER TABLE p1 ALTER id SET NOT NULL; ALTER TABLE p1 ALTER day SET NOT NULL");
    IndexDefinition key = new IndexDefinition(PRIMARY_KEY, List.of("id", "day"));

    assertThat(target.run(target.command("parent", key, "parent_i")))
        .isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(
            target.number(
                "SELECT count(*) FROM pg_index WHERE indisprimary AND indisvalid"
                    + " AND indrelid IN (SELECT oid FROM pg_class WHERE relname ~ '^p')"))
        .isGreaterThanOrEqualTo(5);

    // and a NULL fails the build and leaves nothing
    target.sql(
        """
        CREATE TABLE holed (id int, day int NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE holed_1 PARTITION OF holed DEFAULT;
        INSERT INTO holed VALUES (NULL, 1)
        """);
    BuildEvent.Failed failed =
        (BuildEvent.Failed) target.run(target.command("holed", key, "holed_pkey"));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.NULL_KEYS);
    assertThat(target.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    assertThat(target.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void partitionsMadeAfterThePlanGetTheirs(IndexDefinition.Kind kind) throws SQLException {
    // given a plan that knew of p1 alone
    IndexDefinition definition = new IndexDefinition(kind, List.of("id", "day"));
    BuildCommand parent = target.awaiting(target.command("parent", definition, "parent_i"), "p1");

    // when the whole is begun, and more partitions come before its last part
    assertThat(target.run(parent)).isInstanceOf(BuildEvent.Succeeded.class);
    target.sql(
        """
        CREATE TABLE p4 PARTITION OF parent FOR VALUES FROM (30) TO (40);
        CREATE TABLE p3b PARTITION OF p3 FOR VALUES IN (999)
        """);
    assertThat(target.run(target.command("p1", definition, "p1_i")))
        .isInstanceOf(BuildEvent.Succeeded.class);

    // then all of them have theirs, and nothing of ours is left
    assertThat(
            target.list(
                """
                SELECT t.relname FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
                WHERE x.indisvalid AND t.relnamespace = 'public'::regnamespace ORDER BY 1
                """))
        .containsExactly("p1", "p2", "p3", "p3a", "p3b", "p4", "parent");
    assertThat(target.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void aCancelledUniqueWholeIsNotTakenForAKey() throws SQLException {
    // given a whole of ours that somebody has cancelled after a part was attached
    IndexDefinition unique = new IndexDefinition(UNIQUE, List.of("id", "day"));
    target.run(target.command("p1", unique, "p1_u"));
    String left = "plimsoll_build_0123456789ab";
    target.sql(
        "CREATE UNIQUE INDEX %1$s ON ONLY parent (id, day); ALTER INDEX %1$s ATTACH PARTITION p1_u"
            .formatted(left));

    // when a primary key of the same columns is asked for
    BuildCommand key =
        target.command(
            "parent", new IndexDefinition(PRIMARY_KEY, List.of("id", "day")), "parent_k");
    assertThat(target.run(key)).isInstanceOf(BuildEvent.Succeeded.class);

    // then it is a key
    assertThat(
            target.list(
                "SELECT indisprimary || ' ' || indisvalid FROM pg_index"
                    + " WHERE indexrelid = 'parent_k'::regclass"))
        .containsExactly("true true");
    assertThat(
            target.list(
                "SELECT indisvalid::text FROM pg_index WHERE indexrelid = '%s'::regclass"
                    .formatted(left)))
        .containsExactly("false");
  }

  @Test
  void aForeignPartitionHasNoPartInIt() throws SQLException {
    aForeignPartition();
    IndexDefinition definition = new IndexDefinition(INDEX, List.of("label"));

    assertThat(target.run(target.command("parent", definition, "parent_i")))
        .isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(
            target.number(
                "SELECT count(*) FROM pg_index WHERE indisvalid AND indrelid IN"
                    + " (SELECT oid FROM pg_class WHERE relname IN ('parent', 'p1', 'p2', 'p3', 'p3a'))"))
        .isEqualTo(5);
    assertThat(target.leftovers()).isEmpty();

    BuildEvent.Failed unique =
        (BuildEvent.Failed)
            target.run(
                target.command("parent", new IndexDefinition(UNIQUE, List.of("day")), "parent_u"));
    assertThat(unique.failure().code()).isEqualTo(ErrorCode.UNSUPPORTED_INDEX);
    assertThat(unique.failure().message()).contains("foreign table public.far");
  }

  private void aForeignPartition() throws SQLException {
    target.sql(
        """
        CREATE EXTENSION IF NOT EXISTS postgres_fdw;
        CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost');
        CREATE FOREIGN TABLE far PARTITION OF parent FOR VALUES FROM (50) TO (60) SERVER elsewhere
        """);
  }

  @Test
  void aroundAForeignPartitionTheWholeFindsAllThatIsBelowIt() throws SQLException {
    // given the builds of all below it in the order of a plan, where p3a comes after its own whole
    aForeignPartition();
    IndexDefinition definition = new IndexDefinition(INDEX, List.of("label"));
    for (String table : List.of("p1", "p2", "p3", "p3a")) {
      assertThat(target.run(build(table, definition, "_i")))
          .as(table)
          .isInstanceOf(BuildEvent.Succeeded.class);
    }

    // when the whole's comes
    BuildEvent.Succeeded whole =
        (BuildEvent.Succeeded) target.run(target.command("parent", definition, "parent_i"));

    // then it builds nothing but its own
    assertThat(whole.steps())
        .filteredOn(step -> step.outcome().equals("done"))
        .extracting(step -> step.name())
        .contains("create the parent's index")
        .doesNotContain("build for new partitions");
    assertValid(INDEX);
  }

  private void assertValid(IndexDefinition.Kind kind) throws SQLException {
    assertThat(
            target.list(
                """
                SELECT c.relname || ' ' || x.indisvalid || ' ' || x.indisprimary
                  || ' in ' || coalesce(p.relname, '-')
                FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
                LEFT JOIN pg_inherits h ON h.inhrelid = c.oid
                LEFT JOIN pg_class p ON p.oid = h.inhparent
                WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1
                """))
        .containsExactly(
            "p1_i true %s in parent_i".formatted(kind == PRIMARY_KEY),
            "p2_i true %s in parent_i".formatted(kind == PRIMARY_KEY),
            "p3_i true %s in parent_i".formatted(kind == PRIMARY_KEY),
            "p3a_i true %s in p3_i".formatted(kind == PRIMARY_KEY),
            "parent_i true %s in -".formatted(kind == PRIMARY_KEY));
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void buildsBesideWhatDoesMoreAndWhatBelongsToAnother() throws SQLException {
    IndexDefinition definition = new IndexDefinition(INDEX, List.of("label"));
    // Neither a unique index nor one in another order is what the whole is made of.
    target.sql(
        """
        CREATE INDEX p1_more ON p1 (label, id);
        CREATE UNIQUE INDEX p2_u ON p2 (label);
        CREATE INDEX p3a_down ON p3a (label DESC)
        """);

    assertThat(target.run(target.command("parent", definition, "parent_i")))
        .isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(target.leftovers()).isEmpty();
    assertThat(target.number("SELECT count(*) FROM pg_index WHERE indisvalid")).isGreaterThan(7);
  }

  @Test
  void saysThatAUniqueIndexNeedsThePartitionKey() throws SQLException {
    IndexDefinition definition = new IndexDefinition(UNIQUE, List.of("id"));
    for (String table : List.of("p1", "p2", "p3a")) {
      target.run(target.command(table, definition, table + "_i"));
    }
    BuildEvent.Failed failed =
        (BuildEvent.Failed) target.run(target.command("p3", definition, "p3_i"));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.UNSUPPORTED_INDEX);
    assertThat(failed.failure().message()).contains("must include all partitioning columns");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void goesOnAttachingWhereALockWasNotToBeHad() throws SQLException {
    // given partitions with their indexes, and somebody who reads one of them
    IndexDefinition definition = new IndexDefinition(INDEX, List.of("label"));
    for (String table : List.of("p1", "p2", "p3a", "p3")) {
      target.run(target.command(table, definition, table + "_i"));
    }
    BuildCommand build = target.command("parent", definition, "parent_i");
    LockRetryPolicy twice =
        new LockRetryPolicy(Duration.ofMillis(50), 2, Duration.ofMillis(10), Duration.ofMillis(10));
    try (Connection reader = target.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SET application_name = 'a reader'");
      statement.executeQuery("SELECT count(*) FROM p2").close();
      BuildEvent.Failed failed = (BuildEvent.Failed) target.run(build, twice);
      assertThat(failed.failure().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
      assertThat(failed.failure().message()).contains("a reader");
      reader.rollback();
    }
    assertThat(
            target.number(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = "
                    + "(SELECT oid FROM pg_class WHERE relname LIKE 'plimsoll\\_build\\_%')"))
        .isEqualTo(1);

    // when another build of the same comes, it goes on with what is there
    assertThat(target.run(target.command("parent", definition, "parent_i")))
        .isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(target.leftovers()).isEmpty();
  }
}
