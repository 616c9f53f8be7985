package dev.plimsoll.benchmarks;

import dev.plimsoll.benchmarks.builds.BuildsBenchmark;
import dev.plimsoll.benchmarks.estimates.EstimatesBenchmark;
import dev.plimsoll.benchmarks.extract.ExtractBenchmark;
import dev.plimsoll.benchmarks.materialize.MaterializeBenchmark;
import dev.plimsoll.benchmarks.pipeline.PipelineBenchmark;
import dev.plimsoll.cli.CommandProvider;
import dev.plimsoll.cli.demo.LocalPlant;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.List;

/// Brings `bench` to the command line, which does not know this module.
public final class BenchCommandProvider implements CommandProvider {
  @Override
  public List<Object> commands(Terminal terminal) {
    return List.of(
        new BenchCommand(
            terminal,
            List.of(
                new PipelineBenchmark(LocalPlant::on),
                new BuildsBenchmark(LocalPlant::on),
                new EstimatesBenchmark(LocalPlant::on),
                new ExtractBenchmark(LocalPlant::withMariaDb),
                new MaterializeBenchmark(LocalPlant::on))));
  }
}
