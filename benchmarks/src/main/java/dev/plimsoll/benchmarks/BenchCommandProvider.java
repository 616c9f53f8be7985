package dev.plimsoll.benchmarks;

import dev.plimsoll.benchmarks.advise.AdviseStudy;
import dev.plimsoll.benchmarks.builds.BuildsRace;
import dev.plimsoll.benchmarks.dispatch.DispatchStudy;
import dev.plimsoll.benchmarks.estimates.EstimatesSurvey;
import dev.plimsoll.benchmarks.extract.ExtractRace;
import dev.plimsoll.benchmarks.knn.KnnBenchmark;
import dev.plimsoll.benchmarks.materialize.MaterializeRace;
import dev.plimsoll.benchmarks.pipeline.PipelineRace;
import dev.plimsoll.benchmarks.scale.ScaleStudy;
import dev.plimsoll.cli.CommandProvider;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.demo.LocalPlant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Provider of the command `bench`; the command line has no dependency on this module.
public final class BenchCommandProvider implements CommandProvider {
  @Override
  public Map<String, Supplier<Object>> commands(Terminal terminal) {
    return Map.of(
        "bench",
        () ->
            new BenchCommand(
                terminal,
                List.of(
                    PipelineRace.benchmark(LocalPlant::on),
                    BuildsRace.benchmark(LocalPlant::on),
                    EstimatesSurvey.benchmark(LocalPlant::on),
                    ExtractRace.benchmark(LocalPlant::withMariaDb),
                    MaterializeRace.benchmark(LocalPlant::on),
                    DispatchStudy.benchmark(LocalPlant::on),
                    AdviseStudy.benchmark(LocalPlant::on),
                    ScaleStudy.benchmark(),
                    new KnnBenchmark(LocalPlant.with(KnnBenchmark.SETTINGS)))));
  }
}
