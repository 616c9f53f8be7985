package dev.plimsoll.query.search;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.query.database.SearchedDatabases;
import dev.plimsoll.vectors.SearchAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;

/// Metrics of this process' searches. Labels are ways and codes: few, and known beforehand.
@Singleton
public final class SearchMeters {
  private final MeterRegistry registry;

  public SearchMeters(MeterRegistry registry, SearchedDatabases databases) {
    this.registry = registry;
    Gauge.builder("plimsoll.query.databases.open", databases, it -> it.opened().size())
        .description("Databases that were searched lately")
        .register(registry);
    Gauge.builder("plimsoll.query.memory", databases, SearchedDatabases::memoryTaken)
        .description("Copies of tables in memory")
        .baseUnit("bytes")
        .register(registry);
  }

  void answered(SearchAnswer answer) {
    Timer.builder("plimsoll.query.searches")
        .description("Searches of a database, with their wait for sessions")
        .tag("method", answer.plan().method().value())
        .register(registry)
        .record(answer.elapsed());
  }

  void failed(ErrorCode code) {
    Counter.builder("plimsoll.query.failures")
        .description("Requests that failed, by error code")
        .tag("code", code.value())
        .register(registry)
        .increment();
  }
}
