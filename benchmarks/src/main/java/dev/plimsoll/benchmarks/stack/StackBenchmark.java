package dev.plimsoll.benchmarks.stack;

import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Benchmark.Ready;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.demo.Plant;
import java.util.Set;
import java.util.function.ToLongFunction;

/// A benchmark on a stack and services that are started for it, with a database of its own.
///
/// @param plants makes the stack
/// @param requiredBytes that must be free on the data folder's volume
/// @param services that are started; others would take processor time even at rest
/// @param measured what is measured there
public record StackBenchmark(
    String name,
    String about,
    boolean takesRows,
    Plant.Maker plants,
    ToLongFunction<Conditions> requiredBytes,
    Set<ServiceName> services,
    Measured measured)
    implements Benchmark {

  /// Makes the contenders' data.
  public interface Measured {
    Setup on(Plant plant, BenchDatabase database, Conditions conditions) throws Exception;
  }

  @Override
  public Ready setUp(Conditions conditions) throws Exception {
    Plant plant =
        plants.on(conditions.data(), requiredBytes.applyAsLong(conditions), conditions.say());
    try {
      plant.startStack();
      plant.startServices(services);
      BenchDatabase database = BenchDatabase.on(plant, name);
      return new Ready(
          measured.on(plant, database, conditions),
          database.serverVersion(),
          database.serverSettings(),
          plant::close);
    } catch (Exception e) {
      plant.close();
      throw e;
    }
  }
}
