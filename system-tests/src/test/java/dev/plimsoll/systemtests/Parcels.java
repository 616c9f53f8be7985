package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Small tables that go the whole way: extracted, loaded, their primary key planned and built.
///
/// @param source registered as `source`
/// @param target registered as `target`, empty at first
record Parcels(Databases databases, DatabaseAddress source, DatabaseAddress target) {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);
  private static final int ROWS = 1000;

  static Parcels on(Databases databases) throws SQLException {
    return new Parcels(
        databases, databases.create("parcel_source"), databases.create("parcel_target"));
  }

  void register(SyncApi sync, PlannerApi planner) {
    Registrations.register(planner, sync, "source", source);
    Registrations.register(
        planner,
        sync,
        DatabaseRegistration.postgres("target", target, BuildSettings.of(null, List.of(), true)));
  }

  /// Makes a table in the source and starts its extract.
  ///
  /// @param table a plain lower-case name
  UUID send(String table, SyncApi sync) throws SQLException {
    try (Connection connection = databases.open(source);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE public.%1$s (id bigint PRIMARY KEY, note text NOT NULL);
          INSERT INTO public.%1$s SELECT g * 7, '%1$s ' || g FROM generate_series(1, %2$d) AS g
          """
              .formatted(table, ROWS));
    }
    return sync.start(
            ExtractRequest.of("source", List.of("public." + table), "target"), UUID.randomUUID())
        .id();
  }

  /// Waits until a table is loaded and its primary key built, and compares it with the source.
  void awaitArrival(String table, UUID extract, SyncApi sync, PlannerApi planner)
      throws SQLException {
    await(table + " is loaded")
        .atMost(ENDS_WITHIN)
        .until(
            () -> sync.extract(extract),
            view -> {
              assertThat(view.state()).as("%s", view).isNotEqualTo(ExtractView.State.FAILED);
              return view.state() == ExtractView.State.DONE;
            });
    await("the primary key of " + table + " is built")
        .atMost(ENDS_WITHIN)
        .until(
            () -> buildsOf(table, planner),
            builds -> {
              assertThat(builds).doesNotContain(BuildView.State.FAILED);
              return builds.equals(List.of(BuildView.State.SUCCEEDED));
            });
    assertArrived(table);
  }

  /// Compares a table with the source, from outside.
  void assertArrived(String table) throws SQLException {
    assertThat(contents(table, target))
        .isEqualTo(contents(table, source))
        .startsWith(ROWS + " rows")
        .endsWith("PRIMARY KEY (id)");
  }

  /// What a build has left behind at the target.
  long invalidIndexes() throws SQLException {
    try (Connection connection = databases.open(target);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM pg_index WHERE NOT indisvalid")) {
      row.next();
      return row.getLong(1);
    }
  }

  static List<BuildView.State> buildsOf(String table, PlannerApi planner) {
    return planner.builds("target").stream()
        .filter(build -> build.planned().table().name().equals(table))
        .map(BuildView::state)
        .toList();
  }

  private String contents(String table, DatabaseAddress database) throws SQLException {
    try (Connection connection = databases.open(database);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT concat(count(*), ' rows, ', sum(hashtextextended(t::text, 42)), ', ',
                  (SELECT string_agg(pg_get_constraintdef(oid), ', ') FROM pg_constraint
                   WHERE conrelid = 'public.%1$s'::regclass AND contype = 'p'))
                FROM public.%1$s AS t
                """
                    .formatted(table))) {
      row.next();
      return row.getString(1);
    }
  }
}
