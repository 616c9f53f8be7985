package dev.plimsoll.demo.report;

import static dev.plimsoll.demo.DemoFixtures.FEATURES;
import static dev.plimsoll.demo.DemoFixtures.ORDERS;
import static dev.plimsoll.demo.DemoFixtures.build;
import static dev.plimsoll.demo.DemoFixtures.receipt;
import static dev.plimsoll.demo.DemoFixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.Digests;
import dev.plimsoll.contracts.sync.Receipt.Rows;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.Evidence.Difference;
import dev.plimsoll.demo.report.Evidence.Key;
import dev.plimsoll.demo.report.Evidence.Kill;
import dev.plimsoll.demo.report.Evidence.Outside;
import dev.plimsoll.demo.report.Evidence.ServiceMemory;
import dev.plimsoll.demo.report.Evidence.Structure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DemoChecksTest {
  private static final UUID ID = new UUID(1, 2);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final BuildView BUILT = build(FEATURES, BuildView.State.SUCCEEDED, "hashkey");

  private static final Difference SAME = new Difference(0, 0, 0);
  private static final Structure TABLE =
      new Structure(List.of("id bigint NOT NULL", "name text"), List.of("PRIMARY KEY (id)"));

  private final LogAudit cleanLog =
      new LogAudit(8, 6, 1_200, 0, 0, 0, List.of(), true, CountedFindings.NONE);
  private final Map<QualifiedName, Outside> seen =
      Map.of(
          ORDERS, outside(1_000, 1_000, "aa", SAME),
          FEATURES, outside(200, 200, "bb", SAME));

  @Test
  void everythingHoldsWhenEverythingIsEqual() {
    // when
    List<Check> checks = DemoChecks.of(evidence(receipt(ORDERS, 1_000, "aa"), cleanLog, BUILT));
    // then
    assertThat(failed(checks))
        // The fixture's build is in the large lane; the two other lanes got nothing.
        .containsExactly("builds in the medium lane", "builds in the small lane");
    assertThat(checks).extracting(Check::name).doesNotHaveDuplicates();
  }

  @Test
  void aRowThatIsInTheTargetTwiceIsSeen() {
    // given
    TableReceipt doubled =
        new TableReceipt(
            ORDERS,
            ORDERS,
            new Rows(1_000, 1_000, 1_000, 1_001, 0, 1, null),
            new Digests("aa", "aa", "ac", "SELECT 1"),
            3,
            null,
            null,
            null);
    // then
    assertThat(failed(DemoChecks.of(evidence(doubled, cleanLog, BUILT))))
        .contains(
            "tpch.orders rows: target = source",
            "tpch.orders digest: target = source",
            "rows doubled");
  }

  @Test
  void aReceiptThatDiffersFromWhatIsReadFromOutsideIsSeen() {
    assertThat(failed(DemoChecks.of(evidence(receipt(ORDERS, 1_000, "zz"), cleanLog, BUILT))))
        .contains("tpch.orders digest from outside: source = receipt");
  }

  @Test
  void oneRowLostAndAnotherDoubledDoNotHideEachOther() {
    // Rows, digests and the receipt may all look right.
    assertThat(failedWith(outside(1_000, 1_000, "aa", new Difference(1, 1, 0))))
        .containsExactly(
            "tpch.orders rows from outside: lost", "tpch.orders rows from outside: doubled");
    assertThat(failedWith(outside(1_000, 1_000, "aa", new Difference(1, 0, 1))))
        .containsExactly(
            "tpch.orders rows from outside: lost",
            "tpch.orders rows from outside: not the source's");
  }

  @Test
  void aLogThatHasFewerRowsThanTheTargetIsSeen() {
    assertThat(failedWith(outside(1_000, 999, "aa", SAME)))
        .containsExactly("tpch.orders rows from outside: log = source");
  }

  @Test
  void aColumnThatWasForgottenEverywhereAndAKeyThatIsMissingAreSeen() {
    // given
    Structure without = new Structure(List.of("id bigint NOT NULL"), List.of());
    Outside orders = new Outside(1_000, 1_000, 1_000, "aa", "aa", SAME, TABLE, without);
    // then
    assertThat(failedWith(orders))
        .containsExactly(
            "tpch.orders catalog: columns of target = source",
            "tpch.orders catalog: keys of the source that the target lacks");
  }

  @Test
  void aKeyThatTheTargetHasBesidesIsNone() {
    // given
    Structure more = new Structure(TABLE.columns(), List.of("PRIMARY KEY (id)", "UNIQUE (name)"));
    Outside orders = new Outside(1_000, 1_000, 1_000, "aa", "aa", SAME, TABLE, more);
    // then
    assertThat(failedWith(orders)).isEmpty();
  }

  @Test
  void aGapInTheLogAndABuildThatFailedAreSeen() {
    // given
    LogAudit gap = new LogAudit(8, 6, 1_200, 3, 0, 0, List.of(), true, CountedFindings.NONE);
    BuildView build = build(FEATURES, BuildView.State.FAILED, "hashkey");
    // then
    assertThat(failed(DemoChecks.of(evidence(receipt(ORDERS, 1_000, "aa"), gap, build))))
        .contains("offsets missing in the log", "builds that succeeded");
  }

  @Test
  void whatIsMissingFails() {
    // given
    Evidence nothing =
        new Evidence(
            Map.of(ORDERS, 1_000L),
            extract(ExtractView.State.FAILED),
            new Receipt(ID, OpenEnum.of(Receipt.State.FAILED), START, false, List.of(), List.of()),
            new LogAudit(0, 0, 0, 0, 0, 0, List.of(), true, CountedFindings.NONE),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            null);
    // then
    assertThat(failed(DemoChecks.of(nothing)))
        .contains(
            "extract and load ended",
            "receipt ended",
            "tables in the receipt",
            "tpch.orders: has a receipt",
            "log records = source rows");
  }

  @Test
  void theFinalTablesShowEachStationAndWhatFailed() {
    // given
    Evidence evidence = evidence(receipt(ORDERS, 1_000, "00000000000000aa"), cleanLog, BUILT);
    // when
    List<String> tables = FinalTables.tables(evidence, 200);
    List<String> builds = FinalTables.builds(evidence, 200);
    List<String> receipt = FinalTables.receipt(evidence, DemoChecks.of(evidence));
    // then
    assertThat(tables).hasSize(3);
    assertThat(tables.get(2))
        .startsWith("tpch.orders")
        .containsPattern("keyset +1,000 +1,000 +1,000 +1,000 +00000000000000aa +yes +7 \\(1\\) +3");
    assertThat(builds.get(1))
        .contains("large  64.0 MiB")
        .containsPattern("1/1 +1\\.5 s +1\\.4 s +- +1\\.91 MiB +2\\.00 MiB +1 +succeeded");
    assertThat(receipt.get(0))
        .isEqualTo(
            "source rows 1,200, file rows 1,200, target rows 1,200; digests equal for 2 of 2 tables");
    assertThat(receipt)
        .anyMatch(line -> line.startsWith("FAIL builds in the medium lane: 0, must"));
  }

  @Test
  void theDocumentHoldsEveryCheckByName() throws Exception {
    // given
    Evidence evidence = evidence(receipt(ORDERS, 1_000, "aa"), cleanLog, BUILT);
    List<Check> checks = DemoChecks.of(evidence);
    DemoReport report =
        new DemoReport(
            Check.allHold(checks),
            START,
            new DemoReport.Machine(
                "Linux",
                "amd64",
                "a CPU",
                2,
                1L << 34,
                new DemoReport.Software("25", "0.1.0", new DemoReport.Commit("ab", true), "18.6")),
            42,
            0.1,
            new DemoReport.Timings(1, 2, 3, 4, 5, 6, 7),
            null,
            checks,
            evidence);
    // when
    JsonNode json = Json.MAPPER.readTree(Json.write(report));
    // then
    assertThat(json.get("passed").booleanValue()).isFalse();
    assertThat(json.get("checks")).hasSameSizeAs(checks);
    assertThat(json.get("checks").get(0).fieldNames())
        .toIterable()
        .contains("name", "value", "bound", "holds");
    assertThat(json.get("evidence").get("sourceRows").get("tpch.orders").longValue())
        .isEqualTo(1_000);
    assertThat(json.has("problem")).isTrue();
  }

  private Evidence evidence(TableReceipt orders, LogAudit audit, BuildView build) {
    return new Evidence(
        Map.of(ORDERS, 1_000L, FEATURES, 200L),
        extract(ExtractView.State.DONE),
        new Receipt(
            ID,
            OpenEnum.of(Receipt.State.DONE),
            START,
            true,
            List.of(orders, receipt(FEATURES, 200, "bb")),
            List.of()),
        audit,
        List.of(build),
        seen,
        List.of(new Key(FEATURES, BUILT.planned().definition(), true)),
        List.of(new ServiceMemory("sync", 500, 400, 768)),
        new Kill("sync", 500, 1_200, true));
  }

  private static ExtractView extract(ExtractView.State state) {
    return new ExtractView(
        ID,
        "demo-source",
        "demo-target",
        OpenEnum.of(state),
        START,
        null,
        List.of(
            table(ORDERS, TableState.LOADED, 1_000, 1_000),
            table(FEATURES, TableState.LOADED, 200, 200)));
  }

  private static Outside outside(long rows, long inLog, String digest, Difference difference) {
    return new Outside(rows, rows, inLog, digest, digest, difference, TABLE, TABLE);
  }

  private List<String> failedWith(Outside orders) {
    Evidence evidence = evidence(receipt(ORDERS, 1_000, "aa"), cleanLog, BUILT);
    Evidence changed =
        new Evidence(
            evidence.sourceRows(),
            evidence.extract(),
            evidence.receipt(),
            evidence.audit(),
            evidence.builds(),
            Map.of(ORDERS, orders, FEATURES, outside(200, 200, "bb", SAME)),
            evidence.keys(),
            evidence.memory(),
            evidence.kill());
    List<String> failed = new ArrayList<>(failed(DemoChecks.of(changed)));
    failed.removeIf(name -> name.startsWith("builds in the "));
    return failed;
  }

  private static List<String> failed(List<Check> checks) {
    return checks.stream().filter(check -> !check.holds()).map(Check::name).toList();
  }
}
