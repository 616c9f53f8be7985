package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every strategy reads every shape of table: the same rows, whatever it takes.
@QuarkusTest
@TestProfile(BusyBackground.class)
final class StrategyConformanceIT {
  private static final Set<String> BASELINES = Set.of("fixed", "early-termination", "adaptive");

  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("shapes_source");
    TestTables.execute(
        source,
        Arrays.stream(TableShapes.values())
            .flatMap(shape -> shape.sql().stream())
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"auto", "blocks", "keyset", "stream", "fixed", "early-termination", "adaptive"})
  void everyShapeHasTheSameRows(String strategy) {
    // given
    SyncApi.register("shapes-source", source);
    SyncApi.register(
        "shapes-" + strategy,
        Stack.get().createDatabase("shapes_target_" + strategy.replace('-', '_')));

    // when
    ExtractView extract =
        SyncApi.start(
            SyncApi.by(
                strategy,
                "shapes-source",
                shapes(strategy).stream().map(shape -> "public." + shape.table()).toList(),
                "shapes-" + strategy));

    // then
    Map<TableShapes, TableView> loaded =
        shapes(strategy).stream()
            .collect(
                Collectors.toMap(
                    shape -> shape,
                    shape -> SyncApi.awaitTable(extract.id(), shape.table(), TableState.LOADED)));
    loaded.forEach(
        (shape, table) -> {
          assertThat(table.counters().rowsLoaded()).as("%s", shape).isEqualTo(TableShapes.ROWS);
          assertThat(table.reading()).as("%s", shape).isNotNull();
        });
    if (!BASELINES.contains(strategy)) {
      assertThat(loaded.values()).allMatch(table -> table.counters().emptyQueries() == 0);
      assertThat(loaded.get(TableShapes.GAP).counters().queries())
          .isLessThanOrEqualTo(loaded.get(TableShapes.DENSE).counters().queries());
    }
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.tables()).hasSize(loaded.size()).allMatch(TableReceipt::equal);
  }

  private static List<TableShapes> shapes(String strategy) {
    return Arrays.stream(TableShapes.values())
        .filter(
            shape ->
                BASELINES.contains(strategy)
                    ? shape.hasNumberedRows(strategy)
                    : shape.hasKey() || !strategy.equals("keyset"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "keyset"})
  void severalWorkersShareOneTable(String strategy) {
    // given
    SyncApi.register("shapes-source", source);

    // when
    ExtractView extract =
        SyncApi.start(SyncApi.by(strategy, "shapes-source", List.of("public.sparse"), null));

    // then
    TableView table = SyncApi.awaitTable(extract.id(), "sparse", TableState.EXTRACTED);
    assertThat(table.reading().strategy()).isEqualTo(strategy);
    assertThat(table.reading().readTasks()).isGreaterThan(1);
    assertThat(table.counters().queries()).isGreaterThan(1);
  }
}
