package dev.plimsoll.benchmarks;

import dev.plimsoll.benchmarks.builds.BuildsBenchmark;
import dev.plimsoll.benchmarks.estimates.EstimatesBenchmark;
import dev.plimsoll.benchmarks.extract.ExtractBenchmark;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.materialize.MaterializeBenchmark;
import dev.plimsoll.benchmarks.pipeline.PipelineBenchmark;
import dev.plimsoll.cli.CommandProvider;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.demo.LocalPlant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Brings `bench` to the command line, which does not know this module.
public final class BenchCommandProvider implements CommandProvider {
  @Override
  public Map<String, Supplier<Object>> commands(Terminal terminal) {
    return Map.of("bench", () -> new BenchCommand(terminal, benchmarks()));
  }

  private static List<Benchmark> benchmarks() {
    return List.of(
        new PipelineBenchmark(LocalPlant::on),
        new BuildsBenchmark(LocalPlant::on),
        new EstimatesBenchmark(LocalPlant::on),
        new ExtractBenchmark(LocalPlant::withMariaDb),
        new MaterializeBenchmark(LocalPlant::on));
  }
}
