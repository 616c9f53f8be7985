package dev.plimsoll.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanInputTest {
  private static final PlanTarget.Given NOTHING =
      new PlanTarget.Given(null, null, null, null, null);

  @Test
  void rulesReadAsTheyAreSaid(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rules");
    Files.writeString(
        file,
        """
        # keys
        features.*: primary key (hashkey)

        shop.orders : INDEX ( customer_id, placed_at )
        """);

    assertThat(RuleText.read(file))
        .containsExactly(
            new KeyRule("features.*", new IndexDefinition(Kind.PRIMARY_KEY, List.of("hashkey"))),
            new KeyRule(
                "shop.orders",
                new IndexDefinition(Kind.INDEX, List.of("customer_id", "placed_at"))));
    assertThat(RuleText.primaryKey("s.t=(a,b)"))
        .isEqualTo(new KeyRule("s.t", new IndexDefinition(Kind.PRIMARY_KEY, List.of("a", "b"))));
  }

  @Test
  void rulesThatSayNothingAreRefusedWithTheirLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rules");
    Files.writeString(file, "\nshop.orders: hash (a)\n");

    assertUsage(() -> RuleText.read(file), "line 2");
    assertUsage(() -> RuleText.read(folder.resolve("absent")), "absent");
    assertUsage(() -> RuleText.primaryKey("s.t(a)"), "schema.table=(a,b)");
    assertUsage(() -> RuleText.primaryKey("t=(a)"), "schema.table");
  }

  private static void assertUsage(Runnable run, String says) {
    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining(says);
  }

  @Test
  void sizesAreThoseOfPostgres() {
    assertThat(PlanCommand.bytes("512MB")).isEqualTo(512L << 20);
    assertThat(PlanCommand.bytes("1.5 GB")).isEqualTo(3L << 29);
    assertThat(PlanCommand.bytes("64GiB")).isEqualTo(64L << 30);
    assertUsage(() -> PlanCommand.bytes("much"), "a size is a number");
  }

  @Test
  void optionsComeBeforeTheEnvironment() {
    Map<String, String> environment =
        Map.of("PGHOST", "db.example", "PGPORT", "6543", "PGUSER", "ann", "PGDATABASE", "shop");

    PlanTarget fromEnvironment = PlanTarget.resolve(NOTHING, environment);
    PlanTarget withOptions =
        PlanTarget.resolve(new PlanTarget.Given(null, "other", 7000, "b", null), environment);

    assertThat(fromEnvironment).hasToString("ann@db.example:6543/shop");
    assertThat(withOptions).hasToString("ann@other:7000/b");
    assertThat(fromEnvironment.address().credential()).isEqualTo(CredentialReference.PGPASS);
  }

  @Test
  void aPasswordIsReferredToAndNeverShown() {
    PlanTarget target =
        PlanTarget.resolve(NOTHING, Map.of("PGPASSWORD", "canary-secret", "PGUSER", "ann"));

    assertThat(target.address().toString()).doesNotContain("canary-secret");
    assertThat(target.toString()).isEqualTo("ann@localhost:5432/ann");
  }

  @Test
  void aServiceThatNoFileHasIsNotFound() {
    assertThatThrownBy(
            () ->
                PlanTarget.resolve(
                    new PlanTarget.Given("no-such-service", null, null, null, null), Map.of()))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("no-such-service");
    assertUsage(() -> PlanTarget.resolve(NOTHING, Map.of("PGPORT", "many")), "not an address");
  }

  @Test
  void theScheduleIsDrawnToScale() {
    List<String> lines =
        Gantt.lines(List.of(build("a_pkey", 0, 500), build("b_pkey", 500, 500)), 1_000, 10);

    assertThat(lines).containsExactly("a_pkey |=====     |", "b_pkey |     =====|");
  }

  private static PlannedBuild build(String name, long start, long duration) {
    return new PlannedBuild(
        new QualifiedName("s", "t"),
        new IndexDefinition(Kind.PRIMARY_KEY, List.of("a")),
        name,
        Lane.SMALL,
        1,
        1,
        1,
        0,
        1,
        1,
        0,
        duration,
        start,
        "");
  }
}
