package dev.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Shapes that rules are seldom made for, rights that lack, and work that is going on.
@ExtendWith(StackExtension.class)
final class OddShapesIT {
  private static TestDatabase database;
  private static Connection connection;

  @BeforeAll
  static void make(Stack stack) throws SQLException {
    database = stack.createDatabase("health_odd");
    connection = database.connect();
    PlantedDefectsIT.run(connection, "odd-shapes.sql");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static HealthReport check(Connection by, List<Standby> standbys) throws SQLException {
    return HealthCheck.of(
        by,
        CatalogScope.ALL,
        HealthOptions.DEFAULT.withWindow(PlantedDefectsIT.counted(connection)),
        standbys);
  }

  @Test
  void tellsOddIndexesApart() throws SQLException {
    HealthReport report = check(connection, List.of());

    assertThat(PlantedDefectsIT.found(report))
        .containsExactlyInAnyOrder(
            // Expressions and quoted names that are alike.
            "index-duplicate Odd \"Schema\".Mixed Case.Again \"Lower\"",
            // Other access methods and other options are no duplicates; nothing reads them.
            "index-unused public.odd.odd_hash",
            "index-unused public.odd.odd_brin",
            "index-unused public.odd.odd_brin_finer",
            // (a) is read through (a DESC NULLS LAST, b), backwards.
            "index-prefix-covered public.odd.odd_nulls_first",
            // The key and what is included are in another key.
            "index-prefix-covered public.odd.odd_including",
            // The parent's index, never a partition's.
            "index-duplicate public.parted.parted_b_again",
            // A partition's own index beside the attached one.
            "index-duplicate public.parted_1.parted_1_own",
            "index-unused public.parted.parted_unread",
            // The own one again; so the attached one is not unused, though nothing reads it.
            "index-duplicate public.quiet_1_1.quiet_1_1_own",
            // A partial index of all rows that refer is enough; another predicate is not.
            "foreign-key-unindexed public.child.child_parent_fkey",
            "foreign-key-unindexed public.child.child_pair_fkey",
            "index-unused public.child.child_parent_some");
    assertThat(PlantedDefectsIT.one(report, "index-unused").sql().getFirst())
        .as("an index of partitions cannot be dropped CONCURRENTLY")
        .doesNotContain("parted_unread\" CONCURRENTLY");
    assertThat(report.withheldOf(FindingCode.INDEX_UNUSED))
        .as("what alone serves a foreign key stays")
        .extracting(WithheldFinding::reason)
        .containsExactly(WithheldReason.SUPPORTS_FOREIGN_KEY);
  }

  @Test
  void everyStatementOfAFindingIsOneThatPostgresqlTakes() throws SQLException {
    HealthReport report = check(connection, List.of());

    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = pg_catalog");
      connection.setAutoCommit(false);
      for (String sql : report.findings().stream().flatMap(some -> some.sql().stream()).toList()) {
        statement.execute(sql.replace(" CONCURRENTLY", ""));
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Test
  void leavesTheSessionAsItWas() throws SQLException {
    String settings =
        "SELECT string_agg(name || ' ' || setting, ', ' ORDER BY name) FROM pg_settings"
            + " WHERE name ~ 'search_path|timeout|jit|datestyle|timezone|isolation|read_only'";
    try (Statement statement = connection.createStatement()) {
      String before = one(statement, settings);

      check(connection, List.of());

      assertThat(one(statement, settings)).isEqualTo(before);
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void withholdsWhatAShortWindowDoesNotTell() throws SQLException {
    HealthReport report = HealthCheck.of(connection, CatalogScope.ALL, HealthOptions.DEFAULT);

    assertThat(report.of(FindingCode.INDEX_UNUSED)).isEmpty();
    assertThat(report.withheldOf(FindingCode.INDEX_UNUSED).getFirst().reason())
        .isEqualTo(WithheldReason.WINDOW_TOO_SHORT);
    assertThat(report.withheldOf(FindingCode.INDEX_UNUSED).getFirst().why()).contains("7 d");
  }

  @Test
  void withholdsWhatAStandbyCouldTell() throws SQLException {
    HealthReport unreachable =
        check(
            connection,
            List.of(
                new Standby(
                    "b",
                    () -> {
                      throw new SQLException("nobody listens", "08001");
                    })));
    HealthReport noStandby = check(connection, List.of(new Standby("a", database::connect)));

    for (HealthReport report : List.of(unreachable, noStandby)) {
      assertThat(report.of(FindingCode.INDEX_UNUSED)).isEmpty();
      assertThat(report.withheldOf(FindingCode.INDEX_UNUSED))
          .extracting(WithheldFinding::reason)
          .containsOnly(WithheldReason.STANDBY_UNKNOWN);
    }
    assertThat(noStandby.withheldOf(FindingCode.INDEX_UNUSED).getFirst().why())
        .contains("it is not a standby");
  }

  @Test
  void saysWhichRightIsMissing() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP ROLE IF EXISTS health_stranger");
      statement.execute("CREATE ROLE health_stranger LOGIN PASSWORD 'strange'");
    }
    try (Connection stranger = database.as("health_stranger", "strange").connect()) {
      HealthReport report = check(stranger, List.of());

      assertThat(PlantedDefectsIT.found(report))
          .as("the catalog is everybody's")
          .contains("index-duplicate public.parted.parted_b_again");
      assertThat(report.withheld())
          .filteredOn(some -> some.reason() == WithheldReason.RIGHT_MISSING)
          .extracting(WithheldFinding::code)
          .contains(FindingCode.STATISTICS_MISSING, FindingCode.SEQUENCE_ENDING);
    }
  }

  @Test
  void setsALockedTableAside() throws SQLException {
    try (Connection other = database.connect();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE odd IN ACCESS EXCLUSIVE MODE");

      HealthReport report = check(connection, List.of());

      assertThat(report.withheldOf(FindingCode.TABLE_UNREADABLE).getFirst().subjects())
          .extracting(subject -> subject.text())
          .containsExactly("public.odd");
      assertThat(PlantedDefectsIT.found(report))
          .contains("index-duplicate public.parted.parted_b_again")
          .noneMatch(found -> found.contains("public.odd."));
      assertThat(report.work().took()).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aBuildThatRunsIsNoInvalidIndex() throws Exception {
    // given a build that waits for a transaction to end
    try (Connection holder = database.connect();
        Connection builder = database.connect();
        Statement hold = holder.createStatement()) {
      holder.setAutoCommit(false);
      hold.execute("INSERT INTO watched VALUES (0)");
      CompletableFuture<Boolean> build =
          CompletableFuture.supplyAsync(
              () -> {
                try (Statement statement = builder.createStatement()) {
                  return statement.execute("CREATE INDEX CONCURRENTLY watched_id ON watched (id)");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      await("SELECT FROM pg_stat_progress_create_index WHERE phase ~ 'waiting'");

      // when
      HealthReport during = check(connection, List.of());

      // then
      assertThat(during.of(FindingCode.INDEX_INVALID)).isEmpty();
      assertThat(during.withheldOf(FindingCode.INDEX_INVALID))
          .extracting(WithheldFinding::reason)
          .containsExactly(WithheldReason.IN_PROGRESS);

      // and when the build is ended, it is one
      try (Statement end = connection.createStatement()) {
        end.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_progress_create_index");
      }
      holder.rollback();
      assertThat(build).failsWithin(Duration.ofSeconds(10));
      HealthReport after = check(connection, List.of());
      assertThat(after.of(FindingCode.INDEX_INVALID).getFirst().subject().table())
          .isEqualTo(new QualifiedName("public", "watched"));
    } finally {
      try (Statement drop = connection.createStatement()) {
        drop.execute("DROP INDEX IF EXISTS watched_id");
      }
    }
  }

  private static void await(String sql) throws SQLException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    try (Statement statement = connection.createStatement()) {
      while (!statement.executeQuery(sql).next()) {
        assertThat(System.nanoTime()).as(sql).isLessThan(until);
        Thread.onSpinWait();
      }
    }
  }
}
