package dev.plimsoll.benchmarks.stack;

import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Benchmark.Ready;
import dev.plimsoll.benchmarks.harness.Setup;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.demo.Plant;
import java.util.Set;
import java.util.function.ToLongFunction;

/// Benchmark on a stack and services that are started for it, with its own database.
///
/// @param requiredBytes that must be free on the data folder's volume
/// @param services to start; others would take CPU even at rest. A study may start them itself,
///     where these are none
public record StackBenchmark(
    String name,
    String about,
    boolean takesRows,
    Plant.Maker plants,
    ToLongFunction<Conditions> requiredBytes,
    Set<ServiceName> services,
    Measured measured)
    implements Benchmark {

  /// Maker of the setup and its data.
  public interface Measured {
    Setup on(Plant plant, BenchDatabase database, Conditions conditions) throws Exception;
  }

  @Override
  public Ready setUp(Conditions conditions) throws Exception {
    Plant plant =
        plants.on(conditions.data(), requiredBytes.applyAsLong(conditions), conditions.say());
    try {
      plant.startStack();
      if (!services.isEmpty()) {
        plant.startServices(services);
      }
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
