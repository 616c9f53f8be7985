package dev.plimsoll.advice.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.use.PlannedUse.ExpressionUse;
import dev.plimsoll.advice.use.PlannedUse.SortColumn;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.query.parser.SqlParser;
import dev.plimsoll.query.repair.NormalizedText;
import dev.plimsoll.query.use.KnownTables;
import dev.plimsoll.query.use.KnownTables.KnownTable;
import dev.plimsoll.query.use.StatementReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ParsedUseTest {
  private static final QualifiedName JOB = new QualifiedName("torc", "job");
  private static final SqlParser PARSER = new SqlParser();
  private static final Map<String, List<String>> TABLES =
      Map.of(
          "job", List.of("id", "workflow_id", "status", "class", "name", "made"),
          "class", List.of("id", "gpus", "runtime"));

  private static final KnownTables KNOWN =
      (_, name) ->
          Optional.ofNullable(TABLES.get(name)).map(its -> new KnownTable("torc", name, its));

  @AfterAll
  static void close() {
    PARSER.close();
  }

  private static PlannedUse use(String sql) {
    Parsed parsed = (Parsed) NormalizedText.parse(PARSER, sql);
    return ParsedUse.of(StatementReader.read(parsed, KNOWN));
  }

  private static TableUse job(String sql) {
    return use(sql).tables().stream()
        .filter(one -> one.table().equals(JOB))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTextWithoutAPlanTellsWhatIsCompared() {
    // A type before a parameter is no statement for the server
    TableUse job =
        job(
            "SELECT id FROM job WHERE workflow_id = $1 AND made > date $2 AND status IN ($3, $4)"
                + " ORDER BY made DESC LIMIT $5");

    assertThat(job.equal()).containsExactlyInAnyOrder("workflow_id", "status");
    assertThat(job.ranged()).containsExactly("made");
    assertThat(job.sort()).containsExactly(new SortColumn("made", Order.DESC));
    assertThat(job.needed()).containsExactlyInAnyOrder("id", "workflow_id", "made", "status");
  }

  @Test
  void sidesOfAnOrAreAlternatives() {
    TableUse job = job("SELECT * FROM job WHERE workflow_id = $1 AND (status = $2 OR class = $3)");

    assertThat(job.equal()).containsExactly("workflow_id");
    assertThat(job.alternatives()).containsExactlyInAnyOrder("status", "class");
    assertThat(job.needed()).isEmpty();
  }

  @Test
  void patternsPrefixesAndExpressionsAreToldApart() {
    TableUse job =
        job("SELECT id FROM job WHERE name ILIKE $1 AND lower(name) = $2 AND name LIKE 'abc%'");

    assertThat(job.contained()).containsExactly("name");
    assertThat(job.prefixed()).containsExactly("name");
    assertThat(job.expressions()).containsExactly(new ExpressionUse("lower(name)", true));
  }

  @Test
  void anOrderOfAnotherTableIsSeen() {
    PlannedUse claim =
        use(
            "SELECT j.id FROM job j JOIN class c ON c.id = j.class WHERE j.workflow_id = $1"
                + " ORDER BY c.gpus DESC, c.runtime LIMIT 10");

    assertThat(claim.limited()).isTrue();
    assertThat(claim.tables())
        .filteredOn(one -> one.table().equals(JOB))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.ordersOther()).isTrue();
              assertThat(one.joined()).containsExactly("class");
            });
    assertThat(claim.tables())
        .filteredOn(one -> !one.table().equals(JOB))
        .singleElement()
        .extracting(TableUse::sort)
        .isEqualTo(
            List.of(new SortColumn("gpus", Order.DESC), new SortColumn("runtime", Order.ASC)));
  }

  @Test
  void aPlanIsCompletedByItsText() {
    String sql = "SELECT id FROM job WHERE status = $1 OR class = $2 ORDER BY made";
    TableUse planned =
        new TableUse(
            JOB,
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            List.of(),
            Set.of("id", "made", "status", "class"));

    TableUse completed =
        ParsedUse.completed(new PlannedUse(List.of(planned), Map.of(), false), use(sql))
            .tables()
            .getFirst();

    assertThat(completed.alternatives()).containsExactlyInAnyOrder("status", "class");
    assertThat(completed.sort()).containsExactly(new SortColumn("made", Order.ASC));
    assertThat(completed.needed()).isEqualTo(planned.needed());
  }
}
