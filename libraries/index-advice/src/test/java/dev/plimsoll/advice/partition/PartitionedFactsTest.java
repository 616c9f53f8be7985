package dev.plimsoll.advice.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.ServerFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableRights;
import dev.plimsoll.postgres.index.IndexShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A table by range, of whose two partitions one is partitioned again.
final class PartitionedFactsTest {
  private static final QualifiedName SALE = name("sale");
  private static final QualifiedName OLD = name("sale_old");
  private static final QualifiedName NEW = name("sale_new");
  private static final QualifiedName NEW_A = name("sale_new_a");
  private static final QualifiedName NEW_B = name("sale_new_b");
  private static final QualifiedName AWAY = name("sale_away");

  private final Map<QualifiedName, TableFacts> tables = new HashMap<>();
  private final Map<QualifiedName, List<ColumnFacts>> columns = new HashMap<>();
  private final Map<QualifiedName, List<IndexFacts>> indexes = new HashMap<>();

  PartitionedFactsTest() {
    table(SALE, TableFacts.Kind.PARTITIONED_TABLE, null, 0, 0);
    table(OLD, TableFacts.Kind.PARTITION, SALE, 6_000, 600 * 8_192);
    table(NEW, TableFacts.Kind.PARTITIONED_TABLE, SALE, 0, 0);
    table(NEW_A, TableFacts.Kind.PARTITION, NEW, 4_000, 400 * 8_192);
    table(NEW_B, TableFacts.Kind.PARTITION, NEW, -1, 100 * 8_192);
    table(AWAY, TableFacts.Kind.FOREIGN_TABLE, SALE, -1, 0);
    columns.put(SALE, List.of(column("made", null), column("customer", null), column("id", null)));
    columns.put(OLD, columns(30, 500, -1));
    columns.put(NEW_A, columns(20, 800, -1));
  }

  private static QualifiedName name(String name) {
    return new QualifiedName("shop", name);
  }

  private void table(
      QualifiedName name,
      TableFacts.Kind kind,
      @Nullable QualifiedName parent,
      long rows,
      long bytes) {
    boolean partitioned = kind == TableFacts.Kind.PARTITIONED_TABLE;
    tables.put(
        name,
        new TableFacts(
            name,
            kind,
            rows,
            bytes,
            1,
            parent,
            partitioned ? List.of("made") : List.of(),
            new TableRights("me", "me", false, true, true, true),
            null));
  }

  private static ColumnFacts column(String name, @Nullable Statistics statistics) {
    return new ColumnFacts(name, "integer", 4, 4, true, true, null, statistics);
  }

  private static List<ColumnFacts> columns(double made, double customer, double id) {
    return List.of(
        column("made", new Statistics(4, made, 0, 1, false)),
        column("customer", new Statistics(4, customer, 0.5, 0, false)),
        column("id", new Statistics(4, id, 0, 0.5, false)));
  }

  private static IndexFacts index(QualifiedName table, boolean valid, String... key) {
    return new IndexFacts(
        table,
        table.name() + "_idx",
        IndexShape.asWritten(new IndexDefinition(Kind.INDEX, List.of(key))),
        valid,
        8_192,
        "",
        "");
  }

  private PartitionedFacts read() {
    return PartitionedFacts.of(
        new DatabaseFacts(
            new ServerFacts(
                180_000,
                "18.0",
                "shop",
                "me",
                new ServerFacts.Workers(2, 8, 8),
                new ServerFacts.Memory(1, 1, 1),
                1,
                null),
            tables,
            columns,
            indexes,
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            DatabaseFacts.Findings.NONE));
  }

  private static Statistics statistics(PartitionedFacts of, String column) {
    return Objects.requireNonNull(
        Objects.requireNonNull(of.facts().column(SALE, column)).statistics());
  }

  @Test
  void aWholeHasWhatItsPartitionsHaveTogether() {
    PartitionedFacts read = read();

    // Rows of the partition that was never analysed are guessed from its bytes
    assertThat(read.facts().tables().get(NEW_B).rows()).isEqualTo(1_000);
    assertThat(read.facts().tables().get(SALE).rows()).isEqualTo(11_000);
    assertThat(read.facts().tables().get(SALE).heapBytes()).isEqualTo(1_100 * 8_192);
    assertThat(read.facts().tables().get(NEW).rows()).isEqualTo(5_000);
    assertThat(read.tree().leaves(SALE)).containsExactly(NEW_A, NEW_B, OLD);
    assertThat(read.tree().leaves(OLD)).containsExactly(OLD);
    assertThat(read.tree().isPartitioned(AWAY)).isFalse();
  }

  @Test
  void statisticsThatItLacksArePutTogetherFromItsPartitions() {
    PartitionedFacts read = read();

    // Values of the partition key are in one partition alone, others in several
    assertThat(statistics(read, "made").distinct()).isEqualTo(50);
    assertThat(statistics(read, "customer").distinct()).isEqualTo(800);
    assertThat(statistics(read, "customer").nullFraction()).isEqualTo(0.5);
    assertThat(statistics(read, "id").distinct()).isEqualTo(-1);
    assertThat(read.unanalysed()).contains(SALE);

    // Its own are taken where it has any, but for the order of rows within partitions
    columns.put(SALE, columns(45, 900, -1));
    assertThat(statistics(read(), "customer").distinct()).isEqualTo(900);
    assertThat(statistics(read(), "id").correlation()).isEqualTo(0.5);
    assertThat(read().unanalysed()).doesNotContain(SALE);
  }

  @Test
  void anIndexOfAllPartitionsIsAnIndexOfTheWhole() {
    indexes.put(OLD, List.of(index(OLD, true, "customer")));
    indexes.put(NEW_A, List.of(index(NEW_A, true, "customer", "id")));
    indexes.put(NEW_B, List.of(index(NEW_B, false, "customer")));
    assertThat(read().facts().indexesOf(SALE)).isEmpty();

    // As far as all have it, and once
    indexes.put(NEW_B, List.of(index(NEW_B, true, "customer")));
    assertThat(read().facts().indexesOf(SALE))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.valid()).isTrue();
              assertThat(one.columns()).containsExactly("customer");
            });
  }

  @Test
  void aStatementUsesTheTopmostTableThatItNames() {
    PartitionTree tree = read().tree();

    assertThat(tree.used(NEW_A, Set.of(SALE))).isEqualTo(SALE);
    assertThat(tree.used(NEW_A, Set.of(NEW_A))).isEqualTo(NEW_A);
    assertThat(tree.used(NEW_A, Set.of(NEW, NEW_A))).isEqualTo(NEW);
    assertThat(tree.used(NEW_A, Set.of(name("a_view")))).isEqualTo(SALE);
    assertThat(tree.used(name("other"), Set.of(SALE))).isEqualTo(name("other"));
    assertThat(tree.covers(SALE, NEW_B)).isTrue();
    assertThat(tree.covers(OLD, NEW_B)).isFalse();
  }
}
