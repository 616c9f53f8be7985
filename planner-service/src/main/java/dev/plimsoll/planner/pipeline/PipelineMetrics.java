package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.statement.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Gauges in base units. Labels are few: states, lanes and registered databases.
@ApplicationScoped
public class PipelineMetrics {
  private static final String BUILDS =
      "SELECT state, count(*) AS builds FROM builds GROUP BY state";

  private static final String SLOTS =
      """
      SELECT lane, count(*) AS builds FROM builds
      WHERE state IN ('DISPATCHED', 'RUNNING') AND slot IS NOT NULL
      GROUP BY lane
      """;

  private static final String LINES =
      """
      SELECT database, used_memory_bytes, memory_bytes, used_parallel_workers, parallel_workers,
             used_temporary_bytes, temporary_bytes, used_disk_bytes, disk_bytes
      FROM load_lines l JOIN databases d ON d.name = l.database AND d.removed_at IS NULL
      """;

  private static final List<String> RESOURCES =
      List.of("memory_bytes", "parallel_workers", "temporary_bytes", "disk_bytes");

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final DataSource dataSource;
  private final PeriodicWork work =
      PeriodicWork.every("pipeline-metrics", INTERVAL).runs(this::refresh);
  private final MultiGauge builds;
  private final MultiGauge slots;
  private final MultiGauge used;
  private final MultiGauge limits;

  public PipelineMetrics(DataSource dataSource, MeterRegistry meters) {
    this.dataSource = dataSource;
    this.builds =
        MultiGauge.builder("plimsoll.planner.builds")
            .description("Builds by state")
            .register(meters);
    this.slots =
        MultiGauge.builder("plimsoll.planner.slots.wanted")
            .description("Builds that the load line has let in, each of which a builder has to run")
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

  private void refresh() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      Map<String, Long> counts =
          Sql.of(connection, BUILDS)
              .map(row -> row.getString("state"), row -> row.getLong("builds"));
      List<Row<?>> states = new ArrayList<>();
      for (BuildView.State state : BuildView.State.values()) {
        Tags tags = Tags.of("state", state.name().toLowerCase(Locale.ROOT));
        states.add(Row.of(tags, counts.getOrDefault(state.name(), 0L)));
      }
      builds.register(states, true);
      Map<String, Long> inFlight =
          Sql.of(connection, SLOTS).map(row -> row.getString("lane"), row -> row.getLong("builds"));
      slots.register(
          Stream.of(Lane.values())
              .<Row<?>>map(
                  lane ->
                      Row.of(Tags.of("lane", lane.value()), inFlight.getOrDefault(lane.name(), 0L)))
              .toList(),
          true);
      List<LineRows> lines =
          Sql.of(connection, LINES).list(line -> new LineRows(rows(line, "used_"), rows(line, "")));
      used.register(lines.stream().flatMap(line -> line.used().stream()).toList(), true);
      limits.register(lines.stream().flatMap(line -> line.limits().stream()).toList(), true);
    }
  }

  /// Rows of one database's load line.
  private record LineRows(List<Row<?>> used, List<Row<?>> limits) {}

  private static List<Row<?>> rows(ResultSet line, String prefix) throws SQLException {
    List<Row<?>> rows = new ArrayList<>();
    for (String resource : RESOURCES) {
      Tags tags = Tags.of("database", line.getString("database"), "resource", resource);
      rows.add(Row.of(tags, line.getDouble(prefix + resource)));
    }
    return rows;
  }
}
