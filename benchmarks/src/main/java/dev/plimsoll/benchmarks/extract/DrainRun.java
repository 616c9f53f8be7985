package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/// The ceiling: one stream of the server's own binary form, to nowhere.
final class DrainRun implements Work {
  private final Source source;
  private final Shape shape;

  DrainRun(Source source, Shape shape) {
    this.source = source;
    this.shape = shape;
  }

  @Override
  public Done run() throws SQLException, IOException {
    double before = source.cpu().seconds();
    Source.Drained drained = source.drain(shape);
    return new Done(
        drained.rows(),
        drained.took(),
        Map.of(
            ExtractRun.SOURCE_CPU_SECONDS,
            source.cpu().seconds() - before,
            ExtractRun.QUERIES,
            1.0));
  }
}
