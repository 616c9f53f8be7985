package dev.plimsoll.builder.run;

import static dev.plimsoll.builder.run.BuildEnds.succeeded;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.PRIMARY_KEY;
import static dev.plimsoll.contracts.build.IndexDefinition.Kind.UNIQUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of index, from its definition to what the catalog says.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RecipeKindsIT {
  private static final IndexDefinition LABEL = new IndexDefinition(INDEX, List.of("label"));
  private Target target;

  @BeforeEach
  void aTable(Stack stack) throws SQLException {
    target = new Target(stack.createDatabase("builder_kinds"));
    target.sql(
        """
        CREATE TABLE t (id int, label text, doc jsonb, tags text[], at timestamptz,
          period tstzrange, amount numeric);
        INSERT INTO t SELECT i, 'Label ' || i % 50, jsonb_build_object('k', i), ARRAY['a', 'b'],
          timestamptz '2026-01-01 00:00 UTC' + i * interval '1 min', tstzrange(NULL, now()), i
        FROM generate_series(1, 2000) i;
        ANALYZE t
        """);
  }

  static Stream<Arguments> definitions() {
    return Stream.of(
        Arguments.of(
            new IndexDefinition(PRIMARY_KEY, List.of("id"))
                .withIncluded(List.of("amount"))
                .withFillfactor(90),
            "CREATE UNIQUE INDEX made ON public.t USING btree (id) INCLUDE (amount)"
                + " WITH (fillfactor='90')"),
        Arguments.of(
            new IndexDefinition(UNIQUE, List.of("label", "id")),
            "CREATE UNIQUE INDEX made ON public.t USING btree (label, id)"),
        Arguments.of(
            LABEL.withPredicate("amount > 5 and label<>'x'"),
            "CREATE INDEX made ON public.t USING btree (label) WHERE ((amount > (5)::numeric)"
                + " AND (label <> 'x'::text))"),
        Arguments.of(
            new IndexDefinition(INDEX, List.of("id", ""), "LOWER(label)"),
            "CREATE INDEX made ON public.t USING btree (id, lower(label))"),
        Arguments.of(
            LABEL.withOperatorClasses(List.of("text_pattern_ops")),
            "CREATE INDEX made ON public.t USING btree (label text_pattern_ops)"),
        Arguments.of(
            new IndexDefinition(INDEX, List.of("at")).withMethod("brin"),
            "CREATE INDEX made ON public.t USING brin (at)"),
        Arguments.of(
            new IndexDefinition(INDEX, List.of("at"))
                .withMethod("brin")
                .withParameters(Map.of("pages_per_range", "32", "autosummarize", "on")),
            "CREATE INDEX made ON public.t USING brin (at)"
                + " WITH (autosummarize='on', pages_per_range='32')"),
        Arguments.of(
            new IndexDefinition(INDEX, List.of("doc"))
                .withMethod("gin")
                .withOperatorClasses(List.of("jsonb_path_ops")),
            "CREATE INDEX made ON public.t USING gin (doc jsonb_path_ops)"),
        Arguments.of(
            new IndexDefinition(INDEX, List.of("period")).withMethod("gist"),
            "CREATE INDEX made ON public.t USING gist (period)"));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void makesItAndKnowsItAgain(IndexDefinition definition, String expected) throws SQLException {
    BuildEvent.Succeeded first = succeeded(target.run(target.command("t", definition, "made")));
    assertThat(first.indexBytes()).isPositive();
    assertThat(target.list("SELECT pg_get_indexdef('made'::regclass)")).containsExactly(expected);

    // when another build asks for the same, under the same name or another
    for (String name : List.of("made", "other_name")) {
      BuildEvent.Succeeded again = succeeded(target.run(target.command("t", definition, name)));
      assertThat(again.steps())
          .extracting(step -> step.name() + ": " + step.outcome())
          .contains("create the index: already done", "analyze: not needed");
      assertThat(again.timing().phases()).isNull();
    }
    assertThat(target.number("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass"))
        .isEqualTo(1);
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void refusesBeforeAnythingIsTouched() throws SQLException {
    Map<IndexDefinition, String> refused =
        Map.of(
            LABEL.withMethod("gin"),
            "no default operator class",
            LABEL.withOperatorClasses(List.of("nonesuch_ops")),
            "operator class \"nonesuch_ops\" does not exist",
            LABEL.withPredicate("at > now()"),
            "must be marked IMMUTABLE",
            new IndexDefinition(INDEX, List.of(""), "unaccent(label)"),
            "function unaccent(text) does not exist");
    for (Map.Entry<IndexDefinition, String> entry : refused.entrySet()) {
      BuildEvent.Failed failed =
          (BuildEvent.Failed) target.run(target.command("t", entry.getKey(), "made"));
      assertThat(failed.failure().code()).isEqualTo(ErrorCode.UNSUPPORTED_INDEX);
      assertThat(failed.failure().retryable()).isFalse();
      assertThat(failed.failure().message()).contains("public.t: index", entry.getValue());
    }
    BuildEvent.Failed column =
        (BuildEvent.Failed)
            target.run(target.command("t", LABEL.withIncluded(List.of("nn")), "made"));
    assertThat(column.failure().code()).isEqualTo(ErrorCode.COLUMN_NOT_FOUND);
  }

  @Test
  void findsDuplicatesOfExpressionsAmongTheRowsThatCount() throws SQLException {
    target.sql("CREATE TABLE u (name text, gone bool)");
    target.sql(
        "INSERT INTO u VALUES ('Ada', false), ('ADA', false), ('ada', true), ('Bob', false),"
            + " ('bob', true), (NULL, false), (NULL, false)");
    IndexDefinition definition =
        new IndexDefinition(UNIQUE, List.of(""), "lower(name)").withPredicate("NOT gone");
    BuildEvent.Failed failed = (BuildEvent.Failed) target.run(target.command("u", definition, "i"));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.DUPLICATE_KEYS);
    assertThat(failed.failure().offendingKeys()).containsExactly(new OffendingKey("(ada)", 2));
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void saysWhichRowsAnExpressionFailsOn() throws SQLException {
    BuildEvent.Failed failed =
        (BuildEvent.Failed)
            target.run(
                target.command(
                    "t", new IndexDefinition(INDEX, List.of(""), "10 / (id - 7)"), "made"));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.UNSUPPORTED_INDEX);
    assertThat(failed.failure().message()).contains("division by zero");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void setsTheTablesWorkersForTheBuildAndBack() throws SQLException {
    for (String before : List.of("", "parallel_workers=1")) {
      target.sql("DROP INDEX IF EXISTS made");
      target.sql("ALTER TABLE t RESET (parallel_workers)");
      if (!before.isEmpty()) {
        target.sql("ALTER TABLE t SET (" + before + ")");
      }
      BuildCommand build = Target.with(target.command("t", LABEL, "made"), LABEL, 2, true);
      BuildEvent.Succeeded end = succeeded(target.run(build));
      assertThat(end.steps())
          .extracting(step -> step.name() + ": " + step.outcome())
          .containsSubsequence(
              "set parallel_workers: done",
              "create the index: done",
              "reset parallel_workers: done");
      assertThat(target.storage("t")).containsExactly(before);
    }

    // and also where the build fails
    BuildCommand doomed =
        Target.with(
            target.command("t", LABEL, "twice"),
            new IndexDefinition(UNIQUE, List.of("label")),
            2,
            true);
    assertThat(((BuildEvent.Failed) target.run(doomed)).failure().code())
        .isEqualTo(ErrorCode.DUPLICATE_KEYS);
    assertThat(target.storage("t")).containsExactly("parallel_workers=1");
    assertThat(target.leftovers()).isEmpty();
  }

  @Test
  void measuresPhasesAndTemporaryFiles() throws SQLException {
    // given a sort that does not fit in 1 MB
    target.sql(
        "CREATE TABLE big AS SELECT md5(g::text) || md5((-g)::text) AS k"
            + " FROM generate_series(1, 600000) g");
    BuildCommand build =
        target.command("big", new IndexDefinition(INDEX, List.of("k")), "big_k_idx");
    BuildCommand small =
        new BuildCommand(
            build.buildId(),
            1,
            build.database(),
            build.table(),
            build.definition(),
            build.indexName(),
            build.slot(),
            new BuildCommand.Allocation(1 << 20, 0, false, 1_000),
            List.of());

    // when it is built
    BuildEvent.Succeeded end = succeeded(target.run(small));

    // then the phases add up to the statement, and the files were seen
    assertThat(end.timing().phases()).isNotNull();
    long sum =
        Stream.of(
                end.timing().phases().sortMillis(),
                end.timing().phases().loadMillis(),
                end.timing().phases().validationMillis(),
                end.timing().phases().waitMillis())
            .mapToLong(millis -> Math.max(0, millis))
            .sum();
    assertThat(sum)
        .isBetween(end.timing().create().toMillis() - 50, end.timing().create().toMillis() + 50);
    assertThat(end.timing().phases().sortMillis()).isPositive();
    System.out.println(
        end.timing().phases()
            + " of "
            + end.timing().create()
            + ", "
            + end.usage().temporaryBytes());
    // 600,000 rows of 80 bytes, at the most twice while runs are merged.
    assertThat(end.usage().temporaryBytes()).isBetween(10_000_000L, 110_000_000L);
  }

  @Test
  void buildsWhateverADefinitionCanSay() throws SQLException {
    target.sql(
        """
        CREATE TABLE said AS SELECT g AS id, g AS other FROM generate_series(1, 1000) g;
        CREATE MATERIALIZED VIEW said_too AS SELECT id, other FROM said
        """);
    IndexDefinition ordered =
        new IndexDefinition(
            IndexDefinition.Kind.UNIQUE,
            List.of("id", "other"),
            "btree",
            List.of(),
            List.of(),
            "",
            List.of(),
            0,
            List.of(IndexDefinition.Order.DESC, IndexDefinition.Order.ASC_NULLS_FIRST),
            true,
            "pg_default",
            Map.of("deduplicate_items", "off"));

    for (String table : List.of("said", "said_too")) {
      assertThat(target.run(target.command(table, ordered, table + "_i")))
          .as(table)
          .isInstanceOf(BuildEvent.Succeeded.class);
      assertThat(target.list("SELECT pg_get_indexdef('%s_i'::regclass)".formatted(table)))
          .containsExactly(
              "CREATE UNIQUE INDEX %1$s_i ON public.%1$s USING btree (id DESC, other NULLS FIRST) NULLS NOT DISTINCT WITH (deduplicate_items=off)"
                  .formatted(table));
    }
    BuildEvent.Failed key =
        (BuildEvent.Failed)
            target.run(
                target.command("said_too", IndexDefinition.Kind.PRIMARY_KEY, "said_k", "id"));
    assertThat(key.failure().code())
        .isEqualTo(dev.plimsoll.contracts.problem.ErrorCode.NOT_A_TABLE);
  }

  @Test
  void findsAnOperatorClassOfAnExtension() throws SQLException {
    target.sql(
        """
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE TABLE notes AS SELECT 'n' || g AS body FROM generate_series(1, 100) g
        """);
    IndexDefinition trigrams =
        new IndexDefinition(IndexDefinition.Kind.INDEX, List.of("body"))
            .withMethod("gin")
            .withOperatorClasses(List.of("gin_trgm_ops"));

    assertThat(target.run(target.command("notes", trigrams, "notes_i")))
        .isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(target.run(target.command("notes", trigrams, "notes_j")))
        .isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(target.number("SELECT count(*) FROM pg_index WHERE indrelid = 'notes'::regclass"))
        .isEqualTo(1);
  }

  @Test
  void saysWhatAnEventTriggerSays() throws SQLException {
    target.sql(
        """
        CREATE FUNCTION no_changes() RETURNS event_trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no changes before Monday'; END $$;
        CREATE EVENT TRIGGER no_changes ON ddl_command_start WHEN TAG IN ('CREATE INDEX')
          EXECUTE FUNCTION no_changes()
        """);
    BuildEvent.Failed failed = (BuildEvent.Failed) target.run(target.command("t", LABEL, "made"));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.DDL_REFUSED);
    assertThat(failed.failure().message()).contains("no changes before Monday");
    assertThat(failed.failure().retryable()).isFalse();
  }
}
