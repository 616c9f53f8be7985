package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.plan.SizeRange;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSample;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sizes of indexes of any definition, by a sample of the table, else by its columns' statistics.
/// B-trees are within a few percent of the sample, other access methods within a factor of two or
/// three; guesses are listed as assumptions.
public final class IndexEstimator {
  private static final int PAGE_BYTES = 8_192;
  // BRIN: heap pages of a summary by default, and the cost of looking at a row twice.
  private static final long PAGES_PER_RANGE = 128;
  private static final double LOOK_MICROS = 0.25;
  // GIN: bytes of an item in a compressed posting list, and of an element of an array or a
  // document.
  private static final double POSTING_BYTES = 3;
  private static final double ELEMENT_BYTES = 8;
  // GiST inserts row by row and splits pages: cost over a B-tree's sort, and fill of its pages.
  private static final double INSERTED = 8;
  private static final double SPLIT_FILL = 0.7;
  private static final int PARALLEL_BRIN = 17;
  private static final int PARALLEL_GIN = 18;

  // Error of a formula on exact figures.
  private static final double FORMULA = 0.03;
  // Error of rows by ANALYZE and of keys by statistics.
  private static final double BY_STATISTICS = 0.15;
  private static final double BY_GUESS = 3;
  // A graph of vectors of known dimensions, whose levels are drawn by lot.
  private static final double BY_LOT = 1.1;
  // Rows by ANALYZE within this share of the sample's are better than these.
  private static final double BORNE_OUT = 0.1;
  private static final double ROUGH_MEASURED = 0.5;

  private final DatabaseFacts facts;
  private final TableFacts table;
  private final IndexDefinition definition;
  private final @Nullable IndexSample sample;
  private final List<String> assumptions = new ArrayList<>();

  private IndexEstimator(DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    this.facts = facts;
    this.table = table;
    this.definition = definition;
    this.sample = facts.sampleOf(table.name(), definition);
  }

  public static IndexEstimate of(
      DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    IndexEstimator estimator = new IndexEstimator(facts, table, definition);
    return estimator.sample == null ? estimator.known() : estimator.measured(estimator.sample);
  }

  /// Rows of a table by its sample, where that contradicts its facts.
  public static long rows(TableFacts table, IndexSample sample) {
    long live = sample.liveRows();
    boolean borneOut =
        table.rowsKnown() && Math.abs(live - table.rows()) <= BORNE_OUT * table.rows();
    return borneOut && !sample.isWhole() ? table.rows() : live;
  }

  private IndexEstimate measured(IndexSample measured) {
    long rows = rows(table, measured);
    SampledKey key = SampledKey.of(measured, rows);
    KeyShape shape = KeyShape.of(measured, key, KeyKind.of(key()));
    long passedOver = Math.max(0, rows - shape.rows());
    String basis =
        measured.isWhole()
            ? "all of its rows were looked at"
            : String.format(
                Locale.ROOT,
                "measured in %.2g %% of its pages, %,d rows",
                100 * measured.pages().fraction(),
                measured.pages().rows());
    return switch (definition.method()) {
      case IndexDefinition.BTREE -> {
        long bytes = bytes(key.expected(), measured);
        double fewest = shape.rows() == 0 ? 0 : key.fewestRows() / key.rows();
        double most = shape.rows() == 0 ? 0 : key.mostRows() / key.rows();
        long low = bytes(times(key.low(), fewest), measured);
        long high =
            shape.rows() == 0
                ? bytes(List.of(Stratum.unique(key.mostRows(), width())), measured)
                : bytes(times(key.high(), most), measured);
        BuildWork work = BuildWork.ofBtree(shape, table.heapBytes(), bytes);
        yield estimate(work, low, high, FORMULA, passedOver, basis);
      }
      case "gin" -> {
        long bytes = GinSize.bytes(key.expected(), table.heapBytes() / PAGE_BYTES);
        KeyShape items = KeyShape.of(Math.round(key.rows()), KeyKind.TEXT_C, 16);
        BuildWork work = BuildWork.of(items, table.heapBytes(), bytes, 1, ginWorkers());
        yield estimate(work, bytes, bytes, ROUGH_MEASURED, 0, basis);
      }
      default -> {
        BuildWork work = work(shape);
        long low = Math.round(work.indexBytes() / guess(work));
        long high = Math.round(work.indexBytes() * guess(work));
        yield estimate(work, low, high, 0, passedOver, basis);
      }
    };
  }

  private static List<Stratum> times(List<Stratum> some, double factor) {
    return some.stream().map(stratum -> stratum.times(factor)).toList();
  }

  private long bytes(List<Stratum> keys, IndexSample measured) {
    return BtreeSize.bytes(keys, measured.storedOnce() && !definition.isUnique(), fillfactor());
  }

  /// Bytes of a tuple where the sample has none.
  private int width() {
    return KeyShape.of(1, key(), included(), OptionalDouble.empty()).tupleBytes();
  }

  /// @param doubt error of the formula itself, a share
  private IndexEstimate estimate(
      BuildWork work, long low, long high, double doubt, long passedOver, String basis) {
    long least = Math.min(work.indexBytes(), Math.round(low * (1 - doubt)));
    long most = Math.round(high * (1 + doubt));
    return new IndexEstimate(
        work.with(table.parallelWorkers(), most, passedOver),
        new SizeRange(least, Math.max(work.indexBytes(), most), basis),
        assumptions);
  }

  /// By statistics, or by assumptions.
  private IndexEstimate known() {
    long rows = matching();
    List<ColumnFacts> key = key();
    List<String> names = key.stream().map(ColumnFacts::name).toList();
    KeyShape shape = KeyShape.of(rows, key, included(), facts.distinctOf(table.name(), names));
    BuildWork work = work(shape);
    long passedOver = Math.max(0, table.rows() - rows);
    boolean guessed =
        table.heapBytes() > 0 && key.stream().anyMatch(column -> column.statistics() == null);
    boolean rough = !definition.method().equals(IndexDefinition.BTREE);
    long bytes = work.indexBytes();
    long high = bytes;
    long low = bytes;
    if (guessed || rough) {
      high = Math.round(bytes * guess(work));
      low = Math.round(bytes / guess(work));
    } else if (shape.deduplicable() && !definition.isUnique()) {
      // There may be fewer equal keys, or none.
      high = BtreeSize.bytes(shape, true, fillfactor());
      low = bytes / 2;
    }
    if (!definition.predicate().isEmpty()) {
      low = Math.min(low, 2L * PAGE_BYTES);
    }
    if (table.rows() == 0 && table.heapBytes() == 0) {
      return estimate(work, bytes, bytes, 0, passedOver, "the table is empty");
    }
    String basis = guessed ? "the bytes of the table" : "statistics";
    return estimate(work, low, high, BY_STATISTICS, passedOver, basis);
  }

  private BuildWork work(KeyShape shape) {
    return switch (definition.method()) {
      case IndexDefinition.BTREE -> btree(shape);
      case "hash" -> hash(shape);
      case "brin" -> brin(shape);
      case "gin" -> gin(shape, key());
      case "gist", "spgist" -> gist(shape);
      case VectorGraph.METHOD -> graph(shape);
      case VectorLists.METHOD -> lists(shape);
      default -> {
        assumptions.add("no formula for " + definition.method() + ", sized as a B-tree");
        yield btree(shape);
      }
    };
  }

  private int fillfactor() {
    return definition.fillfactor() == 0 ? BtreeSize.DEFAULT_FILLFACTOR : definition.fillfactor();
  }

  /// A storage parameter above 0; the default where it is no such number, which PostgreSQL refuses.
  private long parameter(String name, long usual) {
    String value = definition.storageParameters().getOrDefault(name, "");
    return value.matches("[1-9][0-9]{0,8}") ? Long.parseLong(value) : usual;
  }

  private int ginWorkers() {
    return facts.server().majorVersion() >= PARALLEL_GIN ? Integer.MAX_VALUE : 0;
  }

  private long matching() {
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
    return definition.included().stream()
        .distinct()
        .map(name -> facts.column(table.name(), name))
        .filter(Objects::nonNull)
        .toList();
  }

  private BuildWork btree(KeyShape shape) {
    return BuildWork.ofBtree(
        shape, table.heapBytes(), BtreeSize.bytes(shape, definition.isUnique(), fillfactor()));
  }

  private BuildWork hash(KeyShape shape) {
    rough("hash");
    KeyShape hashes = KeyShape.of(shape.rows(), KeyKind.FIXED, 8);
    int fillfactor = definition.fillfactor() == 0 ? 75 : definition.fillfactor();
    // Buckets double, so on average a quarter of them is half empty.
    long bytes = pages(shape.rows() * 20.0 * 1.2 * 100 / fillfactor);
    return BuildWork.of(hashes, table.heapBytes(), bytes, 1, 0);
  }

  private BuildWork brin(KeyShape shape) {
    rough("BRIN");
    long pages = parameter("pages_per_range", PAGES_PER_RANGE);
    long ranges = Math.max(1, Math.ceilDiv(table.heapBytes() / PAGE_BYTES, pages));
    // Least and greatest value of each column; a map of 6 bytes a range; the meta page.
    KeyShape summaries = KeyShape.of(ranges, KeyKind.FIXED, 2 * shape.tupleBytes());
    long bytes = pages(ranges * (summaries.tupleBytes() + 4.0)) + pages(ranges * 6.0) + PAGE_BYTES;
    double alone = BuildCosts.DEFAULT.phases(KeyKind.FIXED, ranges, 0, 0).total();
    double looked = table.rows() * LOOK_MICROS / 1_000;
    return BuildWork.of(
        summaries,
        table.heapBytes(),
        bytes,
        (alone + looked) / alone,
        facts.server().majorVersion() >= PARALLEL_BRIN ? Integer.MAX_VALUE : 0);
  }

  private BuildWork gin(KeyShape shape, List<ColumnFacts> key) {
    rough("GIN");
    double elements =
        IntStream.range(0, key.size()).mapToDouble(i -> elements(key.get(i), i)).sum();
    long items = Math.round(shape.rows() * Math.max(1, elements));
    KeyShape tuples = KeyShape.of(items, KeyKind.TEXT_C, 16);
    long bytes = pages(items * POSTING_BYTES) + pages(shape.rows() * 2.0);
    return BuildWork.of(tuples, table.heapBytes(), bytes, 1, ginWorkers());
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
    return BuildWork.of(shape, table.heapBytes(), bytes, INSERTED, 0);
  }

  private BuildWork graph(KeyShape shape) {
    return BuildWork.ofGraph(
        shape,
        table.heapBytes(),
        VectorGraph.of(definition, vectors(shape), vectorWidth(shape)),
        VectorGraph.mostWorkers(facts.server().pgvector()));
  }

  private BuildWork lists(KeyShape shape) {
    VectorWidth width = vectorWidth(shape);
    // What is sorted: the list's number, the row's address, the vector.
    KeyShape tuples = KeyShape.of(vectors(shape), KeyKind.FIXED, 12 + width.bytes());
    return BuildWork.ofLists(
        tuples, table.heapBytes(), VectorLists.of(definition, vectors(shape), width));
  }

  private VectorWidth vectorWidth(KeyShape shape) {
    ColumnFacts column = key().getFirst();
    return VectorWidth.of(column.type())
        .orElseGet(
            () -> {
              assumptions.add("the type of " + column.name() + " does not say its dimensions");
              return VectorWidth.guessed(Math.max(16, shape.tupleBytes() - 8));
            });
  }

  private static long vectors(KeyShape shape) {
    return Math.round(shape.rows() * (1 - shape.nullShare()));
  }

  /// Factor that its size may be off by.
  private double guess(BuildWork work) {
    boolean known =
        (work.graph() != null || work.lists() != null)
            && VectorWidth.of(key().getFirst().type()).isPresent()
            && table.rowsKnown();
    return known ? BY_LOT : BY_GUESS;
  }

  private void rough(String method) {
    assumptions.add(method + " is estimated roughly, within a factor of two or three");
  }

  private static long pages(double bytes) {
    return Math.max(1, (long) Math.ceil(bytes / (PAGE_BYTES - 40))) * PAGE_BYTES;
  }

  /// @param assumptions where facts are missing, one clause each
  public record IndexEstimate(BuildWork work, SizeRange range, List<String> assumptions) {
    public IndexEstimate {
      assumptions = List.copyOf(assumptions);
    }
  }
}
