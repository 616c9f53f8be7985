package dev.plimsoll.materializer.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/// Meters without labels.
public final class Meters {
  private Meters() {}

  public static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /// @param value evaluated at each scrape
  public static void gauge(
      MeterRegistry registry, String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /// To the millisecond.
  public static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
