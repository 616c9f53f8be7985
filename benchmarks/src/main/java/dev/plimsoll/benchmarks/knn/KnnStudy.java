package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.benchmarks.harness.Setup.Study;
import dev.plimsoll.benchmarks.knn.KnnFindings.Partitioned;
import dev.plimsoll.benchmarks.knn.KnnFindings.Sized;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Study of exact searches in tables of several sizes, and of searches by the indexes of
/// partitions.
final class KnnStudy implements Study {
  private static final List<Integer> SIZES =
      List.of(1_000, 10_000, 20_000, 50_000, 100_000, 500_000);
  private static final int SHARED = 20_000;
  private static final int LARGEST = 500_000;
  private static final int QUICK_LARGEST = 50_000;
  private static final int MOST_PARTITIONED = 100_000;
  private static final List<Integer> PARTITIONS = List.of(8, 32);

  private final KnnDatabase database;
  private final ServiceContender.Endpoint service;
  private final LatentVectors vectors;
  private final KnnTables tables;
  private final KnnQueries queries;
  private final Random order;
  private final boolean quick;
  private final List<Integer> sizes;

  /// @param database registered with the service
  KnnStudy(KnnDatabase database, ServiceContender.Endpoint service, Conditions conditions) {
    this.database = database;
    this.service = service;
    this.vectors = new LatentVectors(conditions.seed());
    this.tables = new KnnTables(database, vectors);
    this.queries = new KnnQueries(vectors, database.type());
    this.order = new Random(conditions.seed());
    this.quick = conditions.quick();
    this.sizes = sizes(conditions);
  }

  /// Rows of the tables, the fewest first.
  static List<Integer> sizes(Conditions conditions) {
    @Nullable Long wanted = conditions.rows();
    int usual = conditions.quick() ? QUICK_LARGEST : LARGEST;
    int largest = wanted == null ? usual : Math.toIntExact(wanted);
    return Stream.concat(SIZES.stream().filter(size -> size < largest), Stream.of(largest))
        .toList();
  }

  @Override
  public String scale() {
    return "up to %s %ss of %d dimensions"
        .formatted(
            Amounts.count(sizes.getLast()), database.type().title(), LatentVectors.DIMENSIONS);
  }

  @Override
  public Studied study(Consumer<String> say) throws Exception {
    say.accept("vectors: --seed " + vectors.seed());
    if (!database.type().isVector()) {
      say.accept(KnnPage.WITHOUT_PGVECTOR);
    }
    List<Sized> sized = exact(say);
    List<Partitioned> partitioned = database.type().isVector() ? partitioned(say) : List.of();
    KnnFindings findings =
        new KnnFindings(
            database.type().title(),
            database.pgvector(),
            Runtime.getRuntime().availableProcessors(),
            vectors.seed(),
            sized,
            partitioned);
    return KnnPage.studied(findings, quick);
  }

  private List<Sized> exact(Consumer<String> say) throws Exception {
    List<Sized> all = new ArrayList<>();
    try (ExactTrial trial = new ExactTrial(database, service, vectors, queries, order)) {
      for (int rows : sizes) {
        say.accept("making %s rows".formatted(Amounts.count(rows)));
        QualifiedName table = tables.create(rows);
        // One table that is read by one statement, and one that is shared.
        if (all.isEmpty() || rows == SHARED) {
          trial.run(table, rows, KnnRounds.forCompilers(quick));
        }
        Sized one = trial.run(table, rows, KnnRounds.of(rows, quick));
        say.accept(line(one));
        all.add(one);
        tables.drop(table);
      }
    }
    return all;
  }

  private static String line(Sized one) {
    return String.format(
        Locale.ROOT,
        "%,d rows: one statement %.2f ms, query-service %.2f ms, %.2f x; %s",
        one.rows(),
        one.p50(KnnFindings.ONE),
        one.p50(KnnFindings.SERVICE),
        one.times(KnnFindings.SERVICE, KnnFindings.ONE),
        one.differences() == 0 ? "all found the same" : String.valueOf(one.difference()));
  }

  private List<Partitioned> partitioned(Consumer<String> say) throws Exception {
    int rows = Math.min(sizes.getLast(), MOST_PARTITIONED);
    say.accept("making %s rows with an HNSW index".formatted(Amounts.count(rows)));
    QualifiedName exact = tables.create(rows);
    QualifiedName whole = tables.indexed(exact, 0);
    PartitionTrial trial = new PartitionTrial(database, service, queries, order, quick);
    List<Partitioned> all = new ArrayList<>();
    for (int partitions : PARTITIONS) {
      say.accept("the same in %d partitions".formatted(partitions));
      QualifiedName parent = tables.indexed(exact, partitions);
      Partitioned one = trial.run(exact, whole, parent, rows, partitions);
      say.accept(
          String.format(
              Locale.ROOT,
              "%d partitions: query-service is %.2f x one statement on the parent",
              partitions,
              one.times(KnnFindings.SERVICE_INDEX, KnnFindings.MERGE_APPEND)));
      all.add(one);
      tables.drop(parent);
    }
    return all;
  }
}
