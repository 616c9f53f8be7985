package dev.plimsoll.advice.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.use.Condition.All;
import dev.plimsoll.advice.use.Condition.Any;
import dev.plimsoll.advice.use.Condition.Comparison;
import dev.plimsoll.advice.use.Condition.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConditionTest {
  @Test
  void conjunctionsAreTakenApart() {
    Condition condition =
        Condition.parse("((job.workflow_id = $1) AND (job.status = ANY ('{0,1}'::integer[])))");

    assertThat(condition)
        .isEqualTo(
            new All(
                List.of(
                    new Comparison("job.workflow_id", "=", "$1", "job.workflow_id = $1"),
                    new Comparison(
                        "job.status",
                        "= ANY",
                        "('{0,1}'::integer[])",
                        "job.status = ANY ('{0,1}'::integer[])"))));
  }

  @Test
  void whatIsQuotedIsNoOperator() {
    Condition condition = Condition.parse("(t.a = ' AND (b = '::text)");

    assertThat(condition)
        .isEqualTo(new Comparison("t.a", "=", "' AND (b = '::text", "t.a = ' AND (b = '::text"));
  }

  @Test
  void alternativesAreTakenApart() {
    assertThat(Condition.parse("((a.x = 1) OR ((a.y = 2) AND (a.z < 3)))"))
        .isInstanceOfSatisfying(Any.class, any -> assertThat(any.parts()).hasSize(2));
  }

  @Test
  void aFlagIsComparedWithTrueOrFalse() {
    assertThat(Condition.parse("n.is_active"))
        .isEqualTo(new Comparison("n.is_active", "=", "true", "n.is_active"));
    assertThat(Condition.parse("(NOT w.is_archived)"))
        .isEqualTo(new Comparison("w.is_archived", "=", "false", "NOT w.is_archived"));
  }

  @ParameterizedTest
  @CsvSource({
    "job.id, job, id",
    "(part.p_type)::text, part, p_type",
    "((c.name)::character varying)::text, c, name",
    "workflow.\"user\", workflow, user",
    "\"My t\".\"a.b\", My t, a.b"
  })
  void columnsAreKnownUnderCastsThatChangeNoValue(String text, String alias, String column) {
    assertThat(Condition.reference(text)).isEqualTo(new Reference(alias, column));
  }

  @ParameterizedTest
  @CsvSource({"lower(t.a)", "(t.a + 1)", "(t.a)::integer", "$1"})
  void anythingElseIsNoColumn(String text) {
    assertThat(Condition.reference(text)).isNull();
  }

  @Test
  void namesWithoutARelationAreThoseOfColumns() {
    assertThat(Condition.plainNames("id")).containsExactly("id");
    assertThat(Condition.plainNames("\"Odd name\"")).containsExactly("Odd name");
    assertThat(Condition.plainNames("sum((price * (1 - discount)))"))
        .containsExactly("price", "discount");
    assertThat(Condition.plainNames("CASE WHEN (state = 'open due'::text) THEN 1 ELSE NULL END"))
        .containsExactly("state");
    assertThat(Condition.plainNames("(name)::character varying(20)")).containsExactly("name");
    assertThat(Condition.plainNames("count(*)")).isEmpty();
  }
}
