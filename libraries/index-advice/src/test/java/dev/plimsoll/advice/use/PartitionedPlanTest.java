package dev.plimsoll.advice.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.advice.use.PlannedUse.ConstantCondition;
import dev.plimsoll.advice.use.PlannedUse.Parameter;
import dev.plimsoll.advice.use.PlannedUse.Side;
import dev.plimsoll.advice.use.PlannedUse.SortColumn;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.contracts.database.QualifiedName;
import org.junit.jupiter.api.Test;

/// Plans of partitioned tables, as PostgreSQL writes them.
final class PartitionedPlanTest {
  private static final QualifiedName SALE = new QualifiedName("shop", "sale");

  private static QualifiedName root(QualifiedName scanned) {
    return scanned.name().startsWith("sale_") ? SALE : scanned;
  }

  private static PlannedUse use(String plan) {
    return UseReader.of(
        PreparedQuery.explained("[{\"Plan\": %s}]".formatted(plan)), PartitionedPlanTest::root);
  }

  private static String scan(String table, String alias) {
    return """
    {"Node Type": "Seq Scan", "Relation Name": "%s", "Schema": "shop", "Alias": "%2$s",
     "Output": ["%2$s.id", "%2$s.customer"],
     "Filter": "((%2$s.state = 2) AND (%2$s.customer = $1))"}
    """
        .formatted(table, alias);
  }

  @Test
  void partitionsAreOneUseOfTheirTable() {
    PlannedUse use =
        use(
            """
            {"Node Type": "Limit", "Output": ["s.id", "c.name"], "Plans": [
              {"Node Type": "Sort", "Sort Key": ["s.id DESC"], "Plans": [
                {"Node Type": "Hash Join", "Hash Cond": "(s.customer = c.id)", "Plans": [
                  {"Node Type": "Append", "Plans": [%s, %s]},
                  {"Node Type": "Hash", "Plans": [
                    {"Node Type": "Seq Scan", "Relation Name": "customer", "Schema": "shop",
                     "Alias": "c"}]}]}]}]}
            """
                .formatted(scan("sale_old", "s_1"), scan("sale_new", "s_2")));

    assertThat(use.tables()).hasSize(2);
    TableUse sale = use.tables().getLast();
    assertThat(sale.table()).isEqualTo(SALE);
    assertThat(sale.equal()).containsExactlyInAnyOrder("state", "customer");
    assertThat(sale.joined()).containsExactly("customer");
    assertThat(sale.sort()).containsExactly(new SortColumn("id", Order.DESC));
    assertThat(sale.constants()).containsExactly(new ConstantCondition("state", "state = 2"));
    assertThat(sale.needed()).containsExactlyInAnyOrder("id", "customer", "state");
    assertThat(use.parameters())
        .containsEntry(1, new Parameter(new Column(SALE, "customer"), Side.VALUE));
  }

  @Test
  void whatAnAppendGivesIsWhatItsPartsGive() {
    TableUse sale =
        use("""
                {"Node Type": "Append", "Plans": [%s, %s]}
                """
                .formatted(scan("sale_old", "sale_1"), scan("sale_new", "sale_2")))
            .tables()
            .getFirst();

    assertThat(sale.needed()).containsExactlyInAnyOrder("id", "customer", "state");
  }

  @Test
  void thePartitionThatIsLeftHasTheTablesAlias() {
    TableUse sale = use(scan("sale_new", "sale")).tables().getFirst();

    assertThat(sale.table()).isEqualTo(SALE);
    assertThat(sale.equal()).containsExactlyInAnyOrder("state", "customer");
    assertThat(sale.needed()).containsExactlyInAnyOrder("id", "customer", "state");
  }

  @Test
  void aChangeOfTheWholeIsOneUseOfIt() {
    PlannedUse use =
        use(
            """
            {"Node Type": "ModifyTable", "Relation Name": "sale", "Schema": "shop",
             "Alias": "sale", "Plans": [%s]}
            """
                .formatted(scan("sale_new", "sale_1")));

    assertThat(use.tables())
        .singleElement()
        .satisfies(
            only -> {
              assertThat(only.table()).isEqualTo(SALE);
              assertThat(only.equal()).containsExactlyInAnyOrder("state", "customer");
              assertThat(only.needed()).isEmpty();
            });
  }

  @Test
  void aNumberInAnotherTablesAliasIsItsOwn() {
    PlannedUse use =
        use(
            """
            {"Node Type": "Append", "Plans": [
              {"Node Type": "Seq Scan", "Relation Name": "a", "Schema": "shop", "Alias": "t_1",
               "Filter": "(t_1.x = 1)"},
              {"Node Type": "Seq Scan", "Relation Name": "b", "Schema": "shop", "Alias": "t_2",
               "Filter": "(t_2.y = 1)"}]}
            """);

    assertThat(use.tables()).extracting(one -> one.table().name()).containsExactly("a", "b");
    assertThat(use.tables().getFirst().equal()).containsExactly("x");
  }
}
