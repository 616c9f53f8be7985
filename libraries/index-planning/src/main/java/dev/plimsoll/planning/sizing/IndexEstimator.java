package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Sizes an index of any definition. A B-tree on columns is computed to a few percent; whatever
/// rests on a guess says so, and other access methods are rough: within a factor of two or three.
public final class IndexEstimator {
  private static final int PAGE_BYTES = 8_192;
  // A row that a partial index passes over is still read twice.
  private static final double PASSED_OVER = 0.2;
  // BRIN: heap pages that share a summary, and what looking at a row twice costs.
  private static final int PAGES_PER_RANGE = 128;
  private static final double LOOK_MICROS = 0.25;
  // GIN: bytes of an item in a compressed posting list, of one element of an array or a document.
  private static final double POSTING_BYTES = 3;
  private static final double ELEMENT_BYTES = 8;
  // GiST inserts row by row and splits pages: cost beside a B-tree's sort, fill of its pages.
  private static final double INSERTED = 8;
  private static final double SPLIT_FILL = 0.7;
  private static final int PARALLEL_BRIN = 17;
  private static final int PARALLEL_GIN = 18;

  private final DatabaseFacts facts;
  private final TableFacts table;
  private final IndexDefinition definition;
  private final List<String> assumptions = new ArrayList<>();

  private IndexEstimator(DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    this.facts = facts;
    this.table = table;
    this.definition = definition;
  }

  /// @param table with the number of rows to size with
  public static IndexEstimate of(
      DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    IndexEstimator estimator = new IndexEstimator(facts, table, definition);
    BuildWork work = estimator.work().withTableWorkers(table.parallelWorkers());
    return new IndexEstimate(work, estimator.assumptions);
  }

  private BuildWork work() {
    long rows = rows();
    List<ColumnFacts> key = key();
    KeyShape shape = KeyShape.of(rows, key, included(), facts.distinctOf(table.name(), names(key)));
    BuildWork work =
        switch (definition.method()) {
          case IndexDefinition.BTREE -> btree(shape);
          case "hash" -> hash(shape);
          case "brin" -> brin(shape);
          case "gin" -> gin(shape, key);
          case "gist", "spgist" -> gist(shape);
          default -> {
            assumptions.add("no formula for " + definition.method() + ", sized as a B-tree");
            yield btree(shape);
          }
        };
    if (rows == table.rows() || rows == 0) {
      return work;
    }
    double passedOver = PASSED_OVER * (table.rows() - rows) / rows;
    return work.times(1 + passedOver);
  }

  private long rows() {
    if (definition.predicate().isEmpty()) {
      return table.rows();
    }
    OptionalDouble share = Selectivity.of(definition.predicate(), facts.columnsOf(table.name()));
    if (share.isPresent()) {
      return Math.round(table.rows() * share.getAsDouble());
    }
    assumptions.add("nothing says how many rows match its predicate, sized for all of them");
    return table.rows();
  }

  private static List<String> names(List<ColumnFacts> key) {
    return key.stream().map(ColumnFacts::name).toList();
  }

  private List<ColumnFacts> key() {
    List<ColumnFacts> key = new ArrayList<>();
    int expression = 0;
    for (String name : definition.columns()) {
      ColumnFacts column = name.isEmpty() ? null : facts.column(table.name(), name);
      if (column != null) {
        key.add(column);
      } else if (name.isEmpty()) {
        key.add(expression(definition.expressions().get(expression++)));
      }
    }
    return key;
  }

  private ColumnFacts expression(String expression) {
    ExpressionShape shape = ExpressionShape.of(expression, facts.columnsOf(table.name()));
    if (!shape.known()) {
      assumptions.add("the width of (" + expression + ") is taken to be 32 bytes");
    }
    return shape.column();
  }

  private List<ColumnFacts> included() {
    List<ColumnFacts> included = new ArrayList<>();
    for (String name : new HashSet<>(definition.included())) {
      ColumnFacts column = facts.column(table.name(), name);
      if (column != null) {
        included.add(column);
      }
    }
    return included;
  }

  private BuildWork btree(KeyShape shape) {
    int fillfactor =
        definition.fillfactor() == 0 ? BtreeSize.DEFAULT_FILLFACTOR : definition.fillfactor();
    return BuildWork.ofBtree(
        shape, table.heapBytes(), BtreeSize.bytes(shape, definition.isUnique(), fillfactor));
  }

  private BuildWork hash(KeyShape shape) {
    rough("hash");
    KeyShape hashes = KeyShape.of(shape.rows(), KeyKind.FIXED, 8);
    int fillfactor = definition.fillfactor() == 0 ? 75 : definition.fillfactor();
    // Buckets double, so on average a quarter of them is half empty.
    long bytes = pages(shape.rows() * 20.0 * 1.2 * 100 / fillfactor);
    return new BuildWork(hashes, table.heapBytes(), bytes, 1, 0, null);
  }

  private BuildWork brin(KeyShape shape) {
    rough("BRIN");
    long ranges = Math.max(1, Math.ceilDiv(table.heapBytes() / PAGE_BYTES, PAGES_PER_RANGE));
    // Least and greatest value of each column; a map of 6 bytes a range; the meta page.
    KeyShape summaries = KeyShape.of(ranges, KeyKind.FIXED, 2 * shape.tupleBytes());
    long bytes = pages(ranges * (summaries.tupleBytes() + 4.0)) + pages(ranges * 6.0) + PAGE_BYTES;
    double alone = BuildCosts.DEFAULT.phases(KeyKind.FIXED, ranges, 0, 0).total();
    double looked = table.rows() * LOOK_MICROS / 1_000;
    return new BuildWork(
        summaries,
        table.heapBytes(),
        bytes,
        (alone + looked) / alone,
        facts.server().majorVersion() >= PARALLEL_BRIN ? Integer.MAX_VALUE : 0,
        null);
  }

  private BuildWork gin(KeyShape shape, List<ColumnFacts> key) {
    rough("GIN");
    double elements = 0;
    for (int i = 0; i < key.size(); i++) {
      elements += elements(key.get(i), i);
    }
    long items = Math.round(shape.rows() * Math.max(1, elements));
    KeyShape tuples = KeyShape.of(items, KeyKind.TEXT_C, 16);
    long bytes = pages(items * POSTING_BYTES) + pages(shape.rows() * 2.0);
    return new BuildWork(
        tuples,
        table.heapBytes(),
        bytes,
        1,
        facts.server().majorVersion() >= PARALLEL_GIN ? Integer.MAX_VALUE : 0,
        null);
  }

  private double elements(ColumnFacts column, int place) {
    ColumnFacts.Statistics statistics = column.statistics();
    double width = statistics == null ? 32 : statistics.averageWidth();
    String operatorClass =
        definition.operatorClasses().isEmpty() ? "" : definition.operatorClasses().get(place);
    boolean trigrams = operatorClass.toLowerCase(Locale.ROOT).contains("trgm");
    return trigrams ? width + 1 : width / ELEMENT_BYTES;
  }

  private BuildWork gist(KeyShape shape) {
    rough(definition.method().equals("gist") ? "GiST" : "SP-GiST");
    long bytes = pages(shape.rows() * (shape.tupleBytes() + 4.0) / SPLIT_FILL);
    return new BuildWork(shape, table.heapBytes(), bytes, INSERTED, 0, null);
  }

  private void rough(String method) {
    assumptions.add(method + " is estimated roughly, within a factor of two or three");
  }

  private static long pages(double bytes) {
    return Math.max(1, (long) Math.ceil(bytes / (PAGE_BYTES - 40))) * PAGE_BYTES;
  }
}
