package dev.plimsoll.demo.progress;

import static dev.plimsoll.demo.DemoFixtures.FEATURES;
import static dev.plimsoll.demo.DemoFixtures.ORDERS;
import static dev.plimsoll.demo.DemoFixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SituationTest {
  private static final QualifiedName REGION = new QualifiedName("tpch", "region");

  @Test
  void isNotShakenByATableThatIsLoadedAllAtOnce() {
    // given a large table that is read and not loaded yet, while a tiny one is loaded
    Situation before = after(34_000, table(REGION, TableState.EXTRACTED, 5, 0));
    Situation now = after(35_000, table(REGION, TableState.LOADED, 5, 5));
    // then what was said a second ago is still so
    assertThat(before.loadEta()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    assertThat(now.loadEta()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    assertThat(now.rowsPerSecond()).isBetween(18_000d, 20_000d);
  }

  @Test
  void foreseesNothingFromTheFirstRowsNorAtTheEnd() {
    assertThat(of(0, table(ORDERS, TableState.PLANNED, 0, 0)).rowsPerSecond()).isZero();
    assertThat(of(0, table(ORDERS, TableState.PLANNED, 0, 0)).loadEta()).isZero();
    assertThat(of(1_000, table(ORDERS, TableState.LOADING, 90_000, 90_000)).loadEta()).isZero();
    assertThat(of(1_000, table(ORDERS, TableState.LOADING, 200_000, 0)).loadEta())
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(of(9_000, table(ORDERS, TableState.LOADED, 1_000_000, 1_000_000)).loadEta())
        .isZero();
  }

  private static Situation after(long millis, TableView region) {
    return new Situation(
        Duration.ofMinutes(2),
        Duration.ofMillis(millis),
        Map.of(ORDERS, 600_000L, FEATURES, 660_000L, REGION, 5L),
        List.of(
            table(ORDERS, TableState.EXTRACTED, 600_000, 0),
            table(FEATURES, TableState.LOADED, 660_000, 660_000),
            region),
        List.of());
  }

  private static Situation of(long millis, TableView orders) {
    return new Situation(
        Duration.ofMinutes(2),
        Duration.ofMillis(millis),
        Map.of(ORDERS, 1_000_000L),
        List.of(orders),
        List.of());
  }
}
