package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.Plant;
import java.util.ArrayList;
import java.util.List;

/// Every strategy of the sync service over every shape of table, into Parquet and no further,
/// beside the source's binary copy to nowhere.
public final class ExtractBenchmark implements Benchmark {
  private static final long ROWS = 2_000_000;
  private static final long QUICK_ROWS = 200_000;
  private static final long GIB = 1L << 30;
  // At the source, in its log, and in files.
  private static final long BULKY_COPIES = 3;
  // With indexes, copies of one table in a target, its log, and the files of one extract.
  private static final long BYTES_PER_ROW = 4_000;

  private final Plant.Maker plants;

  /// @param plants with a MariaDB in the stack where one can be had
  public ExtractBenchmark(Plant.Maker plants) {
    this.plants = plants;
  }

  @Override
  public String name() {
    return "extract";
  }

  @Override
  public String about() {
    return "tables of every shape by each strategy, beside a binary copy to nowhere";
  }

  @Override
  public boolean takesRows() {
    return true;
  }

  @Override
  public Setup setUp(Conditions conditions) throws Exception {
    long rows = rows(conditions);
    List<BulkyTable> bulky = bulky(rows);
    // One after the other.
    long most = bulky.stream().mapToLong(BulkyTable::bytes).max().orElse(0) * BULKY_COPIES;
    Plant plant =
        plants.on(conditions.data(), 2 * GIB + rows * BYTES_PER_ROW + most, conditions.say());
    try {
      plant.startStack();
      plant.startServices();
      BuildYard yard = BuildYard.on(plant, "extract");
      List<RacedSource> sources = new ArrayList<>();
      sources.add(new RacedPostgres(yard));
      String missing = null;
      try {
        sources.add(new RacedMariaDb(plant.mariaDb(), plant.credentials()));
      } catch (PlimsollException e) {
        missing = String.valueOf(e.getMessage());
        conditions.say().accept("no MariaDB is measured: " + missing);
      }
      return ExtractRace.on(plant, yard, sources, missing, rows, bulky, conditions.say());
    } catch (Exception e) {
      plant.close();
      throw e;
    }
  }

  /// A table of 5 GB takes minutes: it belongs to a run whose other figures count, too.
  private static List<BulkyTable> bulky(long rows) {
    return rows >= ExtractChecks.ROWS_OF_SPEED
        ? List.of(BulkyTable.values())
        : List.of(BulkyTable.LONG_VALUES);
  }

  private static long rows(Conditions conditions) {
    Long wanted = conditions.rows();
    if (wanted != null) {
      return wanted;
    }
    return conditions.quick() ? QUICK_ROWS : ROWS;
  }
}
