package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.benchmarks.scale.ScaleModel.Bend;
import dev.plimsoll.benchmarks.scale.ScaleModel.Forecast;
import dev.plimsoll.benchmarks.scale.ScaleModel.Formula;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleModelTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));

  private final ScaleModel model = new ScaleModel(MadeFindings.of(0));

  @Test
  void findsTheFormulasThatTheFindingsCameFrom() {
    assertThat(model.formulas())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            formula ->
                assertThat(formula.residual()).as(formula.quantity()).isCloseTo(0, within(1e-6)));
    assertThat(model.formulas().stream().map(Formula::quantity)).doesNotHaveDuplicates();
  }

  @Test
  void saysByHowMuchTheHeldOutPointIsOff() {
    // given sync's four processes that cost twice as much CPU as one
    ScaleFindings made = MadeFindings.of(0);
    List<ScaleFindings.Scaled> scaled =
        made.scaled().stream()
            .map(
                one ->
                    one.processes() == 4 && one.service().equals("sync")
                        ? new ScaleFindings.Scaled(
                            one.service(),
                            one.work(),
                            one.limit(),
                            one.unit(),
                            4,
                            one.rates(),
                            one.shares(),
                            new ScaleFindings.CpuMicros(200, 100, 20),
                            0,
                            0)
                        : one)
            .toList();
    ScaleModel off =
        new ScaleModel(
            new ScaleFindings(
                scaled, made.beside(), made.rebalances(), made.atRest(), made.logCosts(), 200, 60));
    // then
    assertThat(off.formulas())
        .filteredOn(formula -> formula.quantity().startsWith("sync: CPU of a unit"))
        .singleElement()
        .satisfies(formula -> assertThat(formula.residual()).isCloseTo(-0.5, within(1e-6)));
  }

  @Test
  void growsWithPodsByWhatEachAdds() {
    Forecast transactions = model.ofPods().getFirst();
    assertThat(transactions.values().getLast()).isCloseTo(3 * 3 * 100, within(1e-6));
  }

  @Test
  void aBatchCostsNoMoreThanAMovedRowOfItsOwn() {
    assertThat(model.microsAtPartitions(1e9)).isCloseTo(50, within(0.1));
    assertThat(model.bytesAt(1e9)).isCloseTo(20e9, within(1e6));
    assertThat(ScaleModel.relayRound(100_000)).isEqualTo(50);
  }

  @Test
  void nothingFollowsFromAFormulaThatIsFarOff() {
    // given four materializers at rest that cost the server a tenth of what two do for each
    ScaleFindings made = MadeFindings.of(0);
    ScaleModel off =
        new ScaleModel(
            new ScaleFindings(
                made.scaled(),
                made.beside(),
                made.rebalances(),
                made.atRest().stream()
                    .map(
                        one ->
                            one.service().equals("materializer") && one.processes() == 4
                                ? new ScaleFindings.AtRest(
                                    one.service(), 4, one.cpu(), 0.01, 9, one.connections(), 2)
                                : one)
                    .toList(),
                made.logCosts(),
                200,
                60));
    // then
    assertThat(off.slope("materializer", ScaleFindings.AtRest::postgresCpu)).isNaN();
    assertThat(off.ofPods().getFirst().values()).allMatch(value -> value.isNaN());
    assertThat(off.first("pods", false))
        .map(Bend::what)
        .hasValueSatisfying(what -> assertThat(what).contains("connections"));
  }

  @Test
  void namesWhatBendsFirst() {
    assertThat(model.first("pods", true)).map(Bend::at).contains(7.0);
    // Three services with 0.01 cores of PostgreSQL each.
    assertThat(model.first("pods", false)).map(Bend::at).contains(33.0);
    assertThat(ScalePage.answer(MadeFindings.of(0)).getFirst())
        .contains("at 7 pods")
        .contains("slots");
  }

  @Test
  void lostWorkFailsTheChecks() {
    assertThat(ScaleChecks.of(MadeFindings.of(0))).allMatch(check -> check.holds());
    assertThat(ScaleChecks.of(MadeFindings.of(1)))
        .filteredOn(check -> check.name().endsWith("lost"))
        .isNotEmpty()
        .noneMatch(check -> check.holds());
  }

  @Test
  void itsConstantsAreTheServices() throws IOException {
    assertThat(text("sync-service/src/main/resources/application.properties"))
        .contains("quarkus.datasource.jdbc.max-size=" + ServiceConstants.SYNC_POOL + "\n");
    assertThat(text("materializer-service/src/main/resources/application.properties"))
        .contains("quarkus.datasource.jdbc.max-size=" + ServiceConstants.MATERIALIZER_POOL + "\n");
    assertThat(text("planner-service/src/main/resources/application.properties"))
        .contains("quarkus.datasource.jdbc.max-size=" + ServiceConstants.PLANNER_POOL + "\n");
    assertThat(text("libraries/offset-log/src/main/resources/db/offset-log/V1__topics.sql"))
        .contains("generate_series(0, %d) AS shard".formatted(ServiceConstants.SHARDS - 1));
    assertThat(
            text(
                "materializer-service/src/main/java/dev/plimsoll/materializer/assignment/AssignmentConfig.java"))
        .containsPattern(
            "@WithDefault\\(\"%d\"\\)[^;]*int workers\\(\\)".formatted(ServiceConstants.WORKERS));
    assertThat(text("docs/concepts/log-and-offsets.md"))
        .contains("partitions, 4,000 every two seconds")
        .contains("there is one in 5 s at most");
    assertThat(text("docs/how-to/run-on-kubernetes.md"))
        .contains("`max_connections` of " + ServiceConstants.CLUSTER_CONNECTIONS)
        .contains("| planner | 2, at most %d of use |".formatted(ServiceConstants.PLANNERS))
        .contains("there are seven slots, eight partitions of commands, and sixteen shards");
  }

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }
}
