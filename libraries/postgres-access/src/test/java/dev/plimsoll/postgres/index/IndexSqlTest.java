package dev.plimsoll.postgres.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.RecipeSql.Limits;
import dev.plimsoll.postgres.index.RecipeSql.Partitions;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IndexSqlTest {
  private static final QualifiedName TABLE = new QualifiedName("My shop", "or\"ders");
  private static final IndexDefinition PLAIN = new IndexDefinition(Kind.INDEX, List.of("a", "b c"));
  private static final IndexDefinition KEY = new IndexDefinition(Kind.PRIMARY_KEY, List.of("id"));
  private static final Limits LIMITS = new Limits(64L << 20, 0, false);

  @Test
  void writesEverythingThatADefinitionHas() {
    assertThat(IndexSql.createConcurrently(TABLE, PLAIN, "i"))
        .isEqualTo(
            "CREATE INDEX CONCURRENTLY \"i\" ON \"My shop\".\"or\"\"ders\" (\"a\", \"b c\")");
    IndexDefinition full =
        new IndexDefinition(Kind.INDEX, List.of("a", "b c", ""), "lower(label)")
            .withIncluded(List.of("amount"))
            .withPredicate("a > 5 OR true")
            .withOperatorClasses(List.of("", "int4_ops", "ext.text_pattern_ops"))
            .withFillfactor(70);
    assertThat(IndexSql.createOnly(TABLE, full, "i"))
        .isEqualTo(
            "CREATE INDEX \"i\" ON ONLY \"My shop\".\"or\"\"ders\" (\"a\", \"b c\" \"int4_ops\","
                + " (lower(label)) \"ext\".\"text_pattern_ops\") INCLUDE (\"amount\")"
                + " WITH (fillfactor = 70) WHERE (a > 5 OR true)");
    assertThat(IndexSql.createConcurrently(TABLE, PLAIN.withMethod("brin"), "i"))
        .endsWith(" USING brin (\"a\", \"b c\")");
    assertThat(IndexSql.values(full)).containsExactly("\"a\"", "\"b c\"", "(lower(label))");
    assertThat(IndexSql.addKeyOnly(TABLE, KEY.withIncluded(List.of("v")).withFillfactor(90), "k"))
        .isEqualTo(
            "ALTER TABLE ONLY \"My shop\".\"or\"\"ders\" ADD CONSTRAINT \"k\" PRIMARY KEY (\"id\")"
                + " INCLUDE (\"v\") WITH (fillfactor = 90)");
  }

  @Test
  void showsWhatAPlanWillRun() {
    Partitions partitions =
        new Partitions(
            List.of(new QualifiedName("s", "p1_i"), new QualifiedName("s", "p2_i")), false);
    QualifiedName whole = new QualifiedName("s", "whole_pkey");
    assertThat(
            new RecipeSql(
                    180_006,
                    TABLE,
                    KEY,
                    "orders_pkey",
                    new Limits(256L << 20, 3, true),
                    List.of("id"),
                    "",
                    null,
                    null)
                .statements())
        .containsExactly(
            "SET maintenance_work_mem = '262144kB'; SET max_parallel_maintenance_workers = 3",
            "ALTER TABLE \"My shop\".\"or\"\"ders\" SET (parallel_workers = 3)",
            "CREATE UNIQUE INDEX CONCURRENTLY \"plimsoll_build_…\" ON \"My shop\".\"or\"\"ders\""
                + " (\"id\")",
            "ALTER TABLE \"My shop\".\"or\"\"ders\" RESET (parallel_workers)",
            "ALTER TABLE \"My shop\".\"or\"\"ders\" ADD CONSTRAINT \"or\"\"ders_id_not_null\""
                + " NOT NULL \"id\" NOT VALID",
            "ALTER TABLE \"My shop\".\"or\"\"ders\" VALIDATE CONSTRAINT \"or\"\"ders_id_not_null\"",
            "ALTER TABLE \"My shop\".\"or\"\"ders\" ADD CONSTRAINT \"orders_pkey\" PRIMARY KEY"
                + " USING INDEX \"plimsoll_build_…\"",
            "ANALYZE \"My shop\".\"or\"\"ders\"");
    assertThat(
            new RecipeSql(170_006, TABLE, KEY, "orders_pkey", LIMITS, List.of("id"), "", null, null)
                .statements())
        .anyMatch(sql -> sql.contains("ADD CONSTRAINT \"plimsoll_build_…_check\" CHECK"))
        .anyMatch(sql -> sql.endsWith("ALTER COLUMN \"id\" SET NOT NULL"));
    assertThat(
            new RecipeSql(
                    180_006, TABLE, PLAIN, "orders_i", LIMITS, List.of(), "", null, partitions)
                .statements())
        .containsExactly(
            "CREATE INDEX \"plimsoll_build_…\" ON ONLY \"My shop\".\"or\"\"ders\" (\"a\", \"b c\")",
            "ALTER INDEX \"My shop\".\"plimsoll_build_…\" ATTACH PARTITION \"s\".\"p1_i\"",
            "ALTER INDEX \"My shop\".\"plimsoll_build_…\" ATTACH PARTITION \"s\".\"p2_i\"",
            "ALTER INDEX \"My shop\".\"plimsoll_build_…\" RENAME TO \"orders_i\"");
    assertThat(
            new RecipeSql(
                    180_006, TABLE, KEY, "orders_pkey", LIMITS, List.of(), "theirs", whole, null)
                .statements())
        .containsExactly(
            "ALTER TABLE \"My shop\".\"or\"\"ders\" ADD CONSTRAINT \"orders_pkey\" PRIMARY KEY"
                + " USING INDEX \"theirs\"",
            "ALTER INDEX \"s\".\"whole_pkey\" ATTACH PARTITION \"My shop\".\"orders_pkey\"",
            "ANALYZE \"My shop\".\"or\"\"ders\"");
  }
}
