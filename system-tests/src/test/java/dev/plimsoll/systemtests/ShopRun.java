package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The shop on its whole way: one extract into a target of its own, with the builds that follow.
record ShopRun(
    SystemUnderTest plimsoll, String name, DatabaseAddress target, RunningExtract extract) {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);

  /// Begins. The source is registered as `shop`.
  static ShopRun start(SystemUnderTest plimsoll, String name, DatabaseAddress target) {
    Registrations.register(
        plimsoll.planner(),
        plimsoll.sync(),
        DatabaseRegistration.postgres(name, target, BuildSettings.of(null, Shop.RULES, true)));
    RunningExtract extract =
        RunningExtract.start(
            plimsoll, ExtractRequest.of("shop", List.of("shop.*", "features.*"), name));
    return new ShopRun(plimsoll, name, target, extract);
  }

  ExtractView view() {
    return extract.view();
  }

  List<BuildView> builds() {
    return Patiently.ask(() -> plimsoll.planner().builds(name));
  }

  long rowsLoaded() {
    return view().tables().stream().mapToLong(table -> table.counters().rowsLoaded()).sum();
  }

  long rowsExtracted() {
    return view().tables().stream().mapToLong(table -> table.counters().rowsExtracted()).sum();
  }

  boolean isExtracting() {
    return view().tables().stream()
        .anyMatch(table -> table.state() == ExtractView.TableState.EXTRACTING);
  }

  boolean isBuilding() {
    return builds().stream().anyMatch(build -> build.state() == BuildView.State.RUNNING);
  }

  /// As the services' own tables say, whichever of them answers.
  boolean isUnfinished() {
    try (Connection control = plimsoll.openControl();
        PreparedStatement statement =
            control.prepareStatement(
                """
                SELECT EXISTS (SELECT 1 FROM sync.extract_table
                    WHERE extract_id = ? AND state <> 'LOADED')
                  OR (SELECT count(*) FROM planner.builds
                    WHERE database = ? AND state = 'SUCCEEDED') < ?
                """)) {
      statement.setObject(1, extract.id());
      statement.setString(2, name);
      statement.setInt(3, Shop.BUILDS);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits for its end: every row is there once, every index is built, and log, files and target
  /// are proven equal to the source.
  void requireWholeAndOnce(DatabaseAddress source) throws SQLException {
    extract.awaitDone();
    await("every build is done")
        .atMost(ENDS_WITHIN)
        .until(
            this::builds,
            builds -> {
              assertThat(builds).noneMatch(build -> build.state() == BuildView.State.FAILED);
              return builds.size() == Shop.BUILDS
                  && builds.stream().allMatch(build -> build.state() == BuildView.State.SUCCEEDED);
            });
    try (Connection from = plimsoll.open(source);
        Connection to = plimsoll.open(target)) {
      assertThat(Shop.contents(to)).isEqualTo(Shop.contents(from));
      assertThat(Shop.indexes(to))
          .containsExactly(
              "Orders \"2026\": index (customer) valid",
              "Orders \"2026\": primary key (id) valid",
              "lines: primary key (order_id, line) valid",
              "score_365d: primary key (hashkey) valid");
    }
    Receipt receipt = extract.receipt();
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables()).hasSize(3).allMatch(Receipt.TableReceipt::equal);
    LogAudit audit = plimsoll.materializer().audit("shop.");
    assertThat(audit.clean()).as("%s", audit).isTrue();
    assertThat(extract.recordsIn(audit)).isEqualTo(Shop.ROWS);
  }
}
