package dev.plimsoll.sync.analysis;

import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.contracts.sync.TableAnalysis.AgainstFixed;
import dev.plimsoll.sync.analysis.Forecast.Reading;
import dev.plimsoll.sync.analysis.Forecast.Work;
import dev.plimsoll.sync.sparse.DensityMap;
import dev.plimsoll.sync.sparse.SparseSequenceAccumulator;
import dev.plimsoll.sync.sparse.WindowPlanner;
import dev.plimsoll.sync.sparse.WindowStep;

/// Forecast of reading by windows: runs the real planner with the rows that the map expects in
/// each window. Pure.
final class WindowForecast {
  // The rest is extrapolated beyond this.
  private static final int MOST_WINDOWS = 20_000;

  private final Reading reading;
  private final DensityMap map;
  private final double bytesPerRow;
  private final boolean accumulates;
  private final SparseSequenceAccumulator accumulator;
  private long queries;
  private double files;

  private WindowForecast(
      ReadStrategy.Windows strategy, DensityMap map, Reading reading, double bytesPerRow) {
    this.reading = reading;
    this.map = map;
    this.bytesPerRow = bytesPerRow;
    this.accumulates = strategy.accumulates();
    this.accumulator = new SparseSequenceAccumulator(reading.thresholds().accumulation());
  }

  static Work of(
      ReadStrategy.Windows strategy, DensityMap map, Reading reading, double bytesPerRow) {
    return switch (strategy) {
      case ReadStrategy.Fixed(long width) -> {
        AgainstFixed fixed = map.againstFixed(width, 0, 0, 0);
        yield new Work(fixed.queries(), fixed.files());
      }
      case ReadStrategy.EarlyTermination _, ReadStrategy.Adaptive _ ->
          new WindowForecast(strategy, map, reading, bytesPerRow)
              .play(WindowPlanner.of(strategy, map.range(), reading.thresholds()));
    };
  }

  private Work play(WindowPlanner first) {
    WindowPlanner planner = first;
    while (true) {
      switch (planner.step()) {
        case WindowStep.Done() -> {
          return work(1);
        }
        case WindowStep.Defer(IdWindow rest, String _) -> {
          queries++;
          files += rolled(map.rowsIn(rest));
          return work(1);
        }
        case WindowStep.Read(IdWindow window) -> {
          if (queries == MOST_WINDOWS) {
            double done = (double) window.first() - map.range().first();
            return work(map.range().width() / done);
          }
          double expected = map.rowsIn(window);
          read(expected);
          planner = planner.returned(Math.round(expected));
        }
      }
    }
  }

  private void read(double expected) {
    queries++;
    if (!accumulates) {
      // Poisson: the probability of at least one row.
      files += -Math.expm1(-expected);
    } else if (accumulator.addChunk(Math.round(expected), 0).with() != null) {
      files++;
    }
  }

  private double rolled(double rows) {
    if (rows < 1) {
      return 0;
    }
    return reading.fileBytes() == 0
        ? 1
        : Math.max(1, Math.ceil(rows * bytesPerRow / reading.fileBytes()));
  }

  private Work work(double times) {
    double all = files + (accumulator.flushBuffer() == null ? 0 : 1);
    return new Work(Math.round(queries * times), Math.round(all * times));
  }
}
