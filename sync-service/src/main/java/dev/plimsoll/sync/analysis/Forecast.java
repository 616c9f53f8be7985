package dev.plimsoll.sync.analysis;

import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.sync.sparse.DensityMap;
import dev.plimsoll.sync.sparse.SparseConfig;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Forecast of a table's reading: by its history if there is one, by typical figures otherwise.
/// The basis says in words where rows, bytes and seconds come from. Pure.
public record Forecast(Figures figures, String basis) {
  /// Bytes of files per byte of the source: about what ten mixed columns reach with zstd.
  private static final double ASSUMED_FILE_BYTES = 0.4;

  /// Plan of a table's reading.
  ///
  /// @param readTasks 1 or more
  /// @param places read tasks that may run at a time, 1 or more
  /// @param fileBytes size at which a file ends; 0 for one file a range
  public record Reading(
      ReadStrategy strategy, int readTasks, int places, long fileBytes, SparseConfig thresholds) {
    long ranges(long pages) {
      return strategy instanceof ReadStrategy.Blocks blocks ? blocks.ranges(pages) : readTasks;
    }
  }

  /// Earlier extract of the same table.
  ///
  /// @param figures of 1 row or more; 0 seconds if unknown
  /// @param bounds of its key; empty if unknown
  public record EarlierExtract(String strategy, Figures figures, List<Long> bounds) {
    double bytesPerRow() {
      return (double) figures.bytes() / figures.rows();
    }

    double rowsPerSecond() {
      return figures.rows() / figures.seconds();
    }
  }

  /// Rate for tables without history, and its basis in words.
  public record Rate(double rowsPerSecond, String basis) {}

  /// @param bounds null if nothing is known of the key
  /// @param history of the table, the latest first
  public static Forecast of(
      SourceTable table,
      Reading reading,
      @Nullable KeyBounds bounds,
      List<EarlierExtract> history,
      Rate otherwise) {
    boolean counted = table.estimatedRows() > 0;
    long rows =
        counted
            ? table.estimatedRows()
            : history.isEmpty() ? 0 : history.getFirst().figures().rows();
    long bytes =
        history.isEmpty()
            ? rows == 0 ? 0 : Math.round(table.bytes() * ASSUMED_FILE_BYTES)
            : Math.round(rows * median(history, EarlierExtract::bytesPerRow));
    List<EarlierExtract> alike =
        history.stream()
            .filter(past -> past.strategy().equals(reading.strategy().name()))
            .filter(past -> past.figures().seconds() > 0)
            .toList();
    Rate rate =
        alike.isEmpty()
            ? otherwise
            : own(
                median(alike, EarlierExtract::rowsPerSecond),
                alike.size(),
                reading.strategy().name());
    Work work = work(table, reading, bounds, rows, bytes);
    String basis = counted || rows == 0 ? rate.basis() : rate.basis() + "; rows as the last time";
    return new Forecast(
        new Figures(rows, bytes, work.queries(), work.files(), rows / rate.rowsPerSecond()), basis);
  }

  private static Rate own(double rowsPerSecond, int extracts, String strategy) {
    String of =
        extracts == 1
            ? "that of the last extract"
            : "the median of the last " + extracts + " extracts";
    return new Rate(
        rowsPerSecond,
        "%,.0f rows/s, %s of this table by %s".formatted(rowsPerSecond, of, strategy));
  }

  private static double median(List<EarlierExtract> history, ToDoubleFunction<EarlierExtract> of) {
    double[] sorted = history.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  record Work(long queries, long files) {}

  private static Work work(
      SourceTable table, Reading reading, @Nullable KeyBounds bounds, long rows, long bytes) {
    long ranges = reading.ranges(table.pages());
    return switch (reading.strategy()) {
      case ReadStrategy.Windows windows when bounds != null -> {
        DensityMap map = bounds.map(rows);
        yield WindowForecast.of(windows, map, reading, rows == 0 ? 0 : (double) bytes / rows);
      }
      case ReadStrategy.Blocks _ -> {
        long writers = Math.min(ranges, Math.min(reading.readTasks(), reading.places()));
        yield new Work(ranges, files(reading, rows, bytes, writers, ranges));
      }
      case ReadStrategy.Keyset _, ReadStrategy.Stream _, ReadStrategy.Windows _ ->
          new Work(ranges, files(reading, rows, bytes, ranges, ranges));
    };
  }

  // Each writer has its own files, the last of which is small.
  private static long files(Reading reading, long rows, long bytes, long writers, long ranges) {
    if (rows == 0) {
      return 0;
    }
    if (reading.fileBytes() == 0) {
      return ranges;
    }
    return Math.min(
        rows, writers * Math.max(1, Math.ceilDiv(bytes / writers, reading.fileBytes())));
  }
}
