package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.builder.recipe.LockPatience;
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

/// Indexes of partitioned tables: those of the partitions first, then the parent's around them.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PartitionedIT {
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
  void buildsTheParentsAroundThePartitions(IndexDefinition.Kind kind) throws SQLException {
    IndexDefinition definition = new IndexDefinition(kind, List.of("id", "day"));
    for (String table : BOTTOM_UP) {
      BuildEvent end = target.run(target.command(table, definition, table + "_i"));
      assertThat(end).as(table).isInstanceOf(BuildEvent.Succeeded.class);
    }
    assertValid(kind);

    // and again, nothing is left to do
    for (String table : BOTTOM_UP) {
      BuildEvent.Succeeded again =
          (BuildEvent.Succeeded) target.run(target.command(table, definition, table + "_j"));
      assertThat(again.steps())
          .as(table)
          .noneMatch(step -> step.outcome().equals("done") && !step.name().equals("verify"));
    }
    assertValid(kind);
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
  void saysWhichPartitionHasNoIndexYet() throws SQLException {
    IndexDefinition definition = new IndexDefinition(INDEX, List.of("label"));
    target.run(target.command("p1", definition, "p1_i"));
    // A unique index does more, but PostgreSQL does not attach it.
    target.sql("CREATE UNIQUE INDEX p2_u ON p2 (label)");
    BuildEvent.Failed failed =
        (BuildEvent.Failed) target.run(target.command("parent", definition, "parent_i"));
    assertThat(failed.code()).isEqualTo(ErrorCode.DEPENDENCY_FAILED);
    assertThat(failed.message()).contains("partition public.p2 has no valid index (label)");
    assertThat(target.leftovers()).isEmpty();

    // when the partition's own is asked for, it is made beside the unique one
    assertThat(target.run(target.command("p2", definition, "p2_i")))
        .isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void saysThatAUniqueIndexNeedsThePartitionKey() throws SQLException {
    IndexDefinition definition = new IndexDefinition(UNIQUE, List.of("id"));
    for (String table : List.of("p1", "p2", "p3a")) {
      target.run(target.command(table, definition, table + "_i"));
    }
    BuildEvent.Failed failed =
        (BuildEvent.Failed) target.run(target.command("p3", definition, "p3_i"));
    assertThat(failed.code()).isEqualTo(ErrorCode.UNSUPPORTED_INDEX);
    assertThat(failed.message()).contains("must include all partitioning columns");
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
    LockPatience twice =
        new LockPatience(Duration.ofMillis(50), 2, Duration.ofMillis(10), Duration.ofMillis(10));
    try (Connection reader = target.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SET application_name = 'a reader'");
      statement.executeQuery("SELECT count(*) FROM p2").close();
      BuildEvent.Failed failed = (BuildEvent.Failed) target.run(build, twice);
      assertThat(failed.code()).isEqualTo(ErrorCode.LOCK_TIMEOUT);
      assertThat(failed.message()).contains("a reader");
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
