package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.util.Map;

/// The ceiling: the server's own binary form, to nowhere.
record DrainRun(RacedSource source, TableShape shape, int streams) implements Work {
  @Override
  public Done run() throws Exception {
    double before = source.cpu().seconds();
    RacedSource.Drained drained = streams == 1 ? source.drain(shape) : source.drain(shape, streams);
    return new Done(
        drained.rows(),
        drained.took(),
        Map.of(
            ExtractRun.SOURCE_CPU_SECONDS,
            source.cpu().seconds() - before,
            ExtractRun.QUERIES,
            (double) streams));
  }
}
