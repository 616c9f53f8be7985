package dev.plimsoll.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleTextTest {
  private static IndexDefinition definition(String text) {
    return RuleText.parse("s.t: " + text, "here").definition();
  }

  private static IndexDefinition index(String... columns) {
    return new IndexDefinition(Kind.INDEX, List.of(columns));
  }

  @Test
  void aFileHasARuleALine(@TempDir Path folder) throws IOException {
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
            new KeyRule("shop.orders", index("customer_id", "placed_at")));
    assertThat(RuleText.primaryKey("s.t=(a,b)"))
        .isEqualTo(new KeyRule("s.t", new IndexDefinition(Kind.PRIMARY_KEY, List.of("a", "b"))));
  }

  @Test
  void everythingThatADefinitionHoldsCanBeSaid() {
    assertThat(definition("unique (email)"))
        .isEqualTo(new IndexDefinition(Kind.UNIQUE, List.of("email")));
    assertThat(definition("unique index (email)").kind()).isEqualTo(Kind.UNIQUE);
    assertThat(definition("index using brin (at)")).isEqualTo(index("at").withMethod("brin"));
    assertThat(definition("index using gist(box)")).isEqualTo(index("box").withMethod("gist"));
    assertThat(definition("index using gin (body public.gin_trgm_ops)"))
        .isEqualTo(
            index("body").withMethod("gin").withOperatorClasses(List.of("public.gin_trgm_ops")));
    assertThat(
            definition(
                "index (a, b) include (c, \"d e\") with (fillfactor = 70) where x > 0 and y = 'a, (b'"))
        .isEqualTo(
            index("a", "b")
                .withIncluded(List.of("c", "d e"))
                .withFillfactor(70)
                .withPredicate("x > 0 and y = 'a, (b'"));
  }

  @Test
  void storageParametersStandBehindWith() {
    assertThat(definition("index using hnsw (e) WITH (m='16', EF_Construction = 64)"))
        .isEqualTo(
            index("e")
                .withMethod("hnsw")
                .withParameters(Map.of("m", "16", "ef_construction", "64")));
    assertThat(definition("index (a) with fillfactor 70")).isEqualTo(index("a").withFillfactor(70));
  }

  @Test
  void expressionsStandAmongColumns() {
    assertThat(definition("unique (lower(email))"))
        .isEqualTo(new IndexDefinition(Kind.UNIQUE, List.of(""), "lower(email)"));
    assertThat(definition("index (a, (b + 1), coalesce(c, ')') text_pattern_ops)"))
        .isEqualTo(
            new IndexDefinition(
                Kind.INDEX,
                List.of("a", "", ""),
                "btree",
                List.of(),
                List.of("b + 1", "coalesce(c, ')')"),
                "",
                List.of("", "", "text_pattern_ops"),
                0,
                List.of(),
                false,
                "",
                Map.of()));
  }

  @Test
  void oddNamesAreQuoted() {
    assertThat(definition("index (\"a, b\", \"c\"\"d\", Ünïcode)").columns())
        .containsExactly("a, b", "c\"d", "Ünïcode");
    assertThat(RuleText.parse("Odd Schema.a.b: index (x)", "here").tables())
        .isEqualTo("Odd Schema.a.b");
    assertThat(definition("index (include_me, where_at)").columns())
        .containsExactly("include_me", "where_at");
  }

  @Test
  void aConditionLosesItsOuterParenthesesOnly() {
    assertThat(definition("index (a) where (b is null)").predicate()).isEqualTo("b is null");
    assertThat(definition("index (a) where (b) or (c)").predicate()).isEqualTo("(b) or (c)");
    assertThat(definition("index (a) where((b) or (c))").predicate()).isEqualTo("(b) or (c)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "primary key (a, b)",
        "primary key (a) include (b)",
        "unique (a) with (fillfactor = 90)",
        "index using hnsw (a public.vector_l2_ops) with (ef_construction = 64, m = 16)",
        "index using brin (a) with (autosummarize = on, pages_per_range = 32)",
        "index using brin (a)",
        "index using gin (a gin_trgm_ops)",
        "index (a, (lower(b))) include (c, d) with (fillfactor = 70) where (d is null) or e > 1",
        "index ((a || ')')) where b = 'it''s'",
        "index (a desc, b nulls first, (c + 1) desc nulls last, d text_pattern_ops desc)",
        "unique (a) include (b) nulls not distinct with (fillfactor = 70) tablespace fast where c > 0"
      })
  void whatADefinitionPrintsCanBeReadAgain(String text) {
    assertThat(definition(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hash (a)                              | a rule is
          indexes (a)                           | a rule is
          index                                 | a rule is
          index (a                              | a parenthesis is open
          index ()                              | a column is missing
          index (a,)                            | a column is missing
          index ("a)                            | a quote is open
          index (a desc first)                  | neither a column
          primary key (a desc)                  | a primary key has neither
          index using gin (a desc)              | an order for each column of a B-tree
          index (a) nulls not distinct          | only told apart in a unique index
          unique (a) nulls distinct             | after 'nulls' comes 'not distinct'
          index (a) tablespace                  | a tablespace is missing
          index (a + b)                         | an expression into parentheses
          index (a) storing (b)                 | is not understood
          index (a) where                       | a condition
          index (a) where b; drop table t       | semicolon
          index (a) where b -- c                | comment
          index (a) where b)                    | a parenthesis is closed
          index (a) with fillfactor much        | fillfactor is 10 to 100
          index (a) with fillfactor 5           | fillfactor is 10 to 100
          index (a) with (fillfactor = much)    | fillfactor is 10 to 100
          index (a) with 70                     | must stand in parentheses
          index (a) with (m)                    | is no storage parameter
          index (a) with ()                     | is no storage parameter
          index (a) with (m = 16, M = 8)        | is given twice
          index (a) with (m = '1 6')            | is no storage parameter
          index (a) with (m = 16); drop table t | is not understood
          index (a) with (m = $1)               | is not a storage parameter
          index (a) include ((b))               | a column is missing
          unique using hash (a)                 | only a B-tree can be unique
          primary key (lower(a))                | a primary key has neither
          index using (a)                       | an access method is missing
          """)
  void whatIsNoRuleIsRefusedWithItsReason(String text, String says) {
    assertUsage(() -> RuleText.parse("s.t: " + text, "--rule"), says);
  }

  @Test
  void aRefusalNamesTheLine(@TempDir Path folder) throws IOException {
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
}
