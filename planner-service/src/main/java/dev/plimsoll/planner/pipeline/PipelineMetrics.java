package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.periodic.PeriodicWork;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hibernate.Session;

/// Gauges in base units. Their labels are few: states, lanes, and the databases registered.
@ApplicationScoped
public class PipelineMetrics {
  private static final String BUILDS = "SELECT state, count(*) FROM builds GROUP BY state";

  private static final String LINES =
      """
      SELECT database, used_memory_bytes, memory_bytes, used_parallel_workers, parallel_workers,
             used_temporary_bytes, temporary_bytes, used_disk_bytes, disk_bytes
      FROM load_lines l JOIN databases d ON d.name = l.database AND d.removed_at IS NULL
      """;

  private static final List<String> RESOURCES =
      List.of("memory_bytes", "parallel_workers", "temporary_bytes", "disk_bytes");

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Session entities;
  private final PeriodicWork work =
      PeriodicWork.every("pipeline-metrics", INTERVAL)
          .runs(() -> QuarkusTransaction.requiringNew().run(this::refresh));
  private final MultiGauge builds;
  private final MultiGauge used;
  private final MultiGauge limits;

  public PipelineMetrics(Session entities, MeterRegistry meters) {
    this.entities = entities;
    this.builds =
        MultiGauge.builder("plimsoll.planner.builds")
            .description("Builds by state")
            .register(meters);
    this.used =
        MultiGauge.builder("plimsoll.planner.loadline.used")
            .description("What builds in flight have taken of a load line")
            .register(meters);
    this.limits =
        MultiGauge.builder("plimsoll.planner.loadline.limit")
            .description("What builds may take of a load line")
            .register(meters);
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  private void refresh() {
    List<Row<?>> states = new ArrayList<>();
    List<Object[]> counts = entities.createNativeQuery(BUILDS, Object[].class).getResultList();
    for (BuildView.State state : BuildView.State.values()) {
      double count =
          counts.stream()
              .filter(row -> row[0].equals(state.name()))
              .mapToDouble(row -> number(row[1]))
              .findFirst()
              .orElse(0);
      states.add(Row.of(Tags.of("state", state.name().toLowerCase(Locale.ROOT)), count));
    }
    builds.register(states, true);
    List<Row<?>> usedRows = new ArrayList<>();
    List<Row<?>> limitRows = new ArrayList<>();
    for (Object[] line : entities.createNativeQuery(LINES, Object[].class).getResultList()) {
      for (int i = 0; i < RESOURCES.size(); i++) {
        Tags tags = Tags.of("database", (String) line[0], "resource", RESOURCES.get(i));
        usedRows.add(Row.of(tags, number(line[1 + 2 * i])));
        limitRows.add(Row.of(tags, number(line[2 + 2 * i])));
      }
    }
    used.register(usedRows, true);
    limits.register(limitRows, true);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }
}
