package dev.plimsoll.demo.progress;

import static dev.plimsoll.demo.DemoFixtures.FEATURES;
import static dev.plimsoll.demo.DemoFixtures.ORDERS;
import static dev.plimsoll.demo.DemoFixtures.build;
import static dev.plimsoll.demo.DemoFixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressBlockTest {
  private static final Pattern ESCAPES = Pattern.compile("\033\\[[0-9;]*m");

  @Test
  void showsALineForEachTableAndEachRunningBuild() {
    // given
    Situation now =
        situation(
            List.of(
                table(ORDERS, TableState.LOADING, 1_000, 500),
                table(FEATURES, TableState.LOADED, 3_000, 3_000)),
            List.of(
                build(FEATURES, BuildView.State.RUNNING, "hashkey"),
                build(ORDERS, BuildView.State.PLANNED, "o_orderkey")));
    // when
    List<String> lines = ProgressBlock.lines(now, new Look(120, 40, false, false));
    // then
    assertThat(lines.get(0))
        .isEqualTo("12.3 s  loaded 3,500 of 4,000 rows (88 %)  350/s  about 667 ms to go");
    assertThat(lines.get(1)).isEqualTo("builds: 0 done, 1 running, 1 waiting, 0 failed");
    assertThat(lines.get(2))
        .startsWith("tpch.orders ")
        .contains("loading    ###############.....  75 % 500 in 3 files");
    assertThat(lines.get(3)).contains("loaded     #################### 100 % 3,000 in 3 files");
    assertThat(lines.get(4))
        .startsWith("features.")
        .contains("building   ########............  42 % large: sorting, 1.2 s to go");
    assertThat(lines).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({"20, 5", "40, 10", "71, 24", "72, 24", "80, 24", "250, 60"})
  void neverExceedsTheTerminal(int width, int height) {
    // given
    List<TableView> tables = new ArrayList<>();
    List<BuildView> builds = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      QualifiedName name = new QualifiedName("features", "client_id_card_fingerprint_" + i);
      tables.add(table(name, TableState.values()[i % 6], 100, 50));
      builds.add(build(name, BuildView.State.values()[i % 5], "hashkey"));
    }
    // when
    List<String> lines =
        ProgressBlock.lines(situation(tables, builds), new Look(width, height, true, true));
    // then
    assertThat(lines).hasSizeLessThan(height);
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(ESCAPES.matcher(line).replaceAll("").length()).isLessThan(width);
              assertThat(line).doesNotContain("\n");
            });
  }

  @Test
  void showsTroubleFirstWhereThereIsNoRoomForAll() {
    // given
    List<TableView> tables = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tables.add(table(new QualifiedName("a", "t" + i), TableState.LOADED, 100, 100));
    }
    tables.add(table(ORDERS, TableState.FAILED, 100, 50));
    // when
    List<String> lines =
        ProgressBlock.lines(situation(tables, List.of()), new Look(100, 10, false, false));
    // then
    assertThat(lines.get(2)).startsWith("tpch.orders").contains("failed").contains("no space left");
    assertThat(lines.getLast()).isEqualTo("  and 15 more");
  }

  @Test
  void paintsOnlyWhenColoursAreWanted() {
    // given
    Situation now = situation(List.of(table(ORDERS, TableState.LOADING, 1_000, 500)), List.of());
    // then
    assertThat(ProgressBlock.lines(now, new Look(100, 30, false, true)))
        .noneMatch(line -> line.contains("\033"));
    assertThat(ProgressBlock.lines(now, new Look(100, 30, true, true)))
        .anyMatch(line -> line.contains("\033[33m"));
  }

  private static Situation situation(List<TableView> tables, List<BuildView> builds) {
    Map<QualifiedName, Long> rows = new HashMap<>();
    tables.forEach(table -> rows.put(table.table(), table.counters().rowsExtracted()));
    return new Situation(Duration.ofMillis(12_345), Duration.ofSeconds(10), rows, tables, builds);
  }
}
