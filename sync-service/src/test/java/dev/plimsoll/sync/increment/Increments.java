package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.ExtractRequests;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One table after the other, in increments.
record Increments(String source, @Nullable String target, String schema) {
  Increments(String source, @Nullable String target) {
    this(source, target, "public");
  }

  ExtractRequest request(String table, IncrementRequest increment) {
    return ExtractRequests.incremental(source, List.of(schema + "." + table), target, increment);
  }

  ExtractView start(String table, IncrementRequest increment) {
    return SyncApi.start(request(table, increment));
  }

  /// To its end.
  TableView run(String table, IncrementRequest increment) {
    ExtractView extract = start(table, increment);
    TableView view =
        SyncApi.awaitTable(
            extract.id(),
            table,
            each ->
                each.state() == TableState.FAILED
                    || each.state() == (target == null ? TableState.EXTRACTED : TableState.LOADED));
    if (view.state() == TableState.FAILED) {
      throw new AssertionError("failed: " + view);
    }
    return view;
  }

  TableView runRefused(String table, IncrementRequest increment) {
    return SyncApi.awaitTable(start(table, increment).id(), table, TableState.FAILED);
  }

  static long content(TestDatabase database, String table) throws SQLException {
    return TestTables.number(
        database,
        "SELECT coalesce(sum(hashtextextended(m::text, 0))::numeric % 1e18, 0) FROM "
            + table
            + " m");
  }
}
