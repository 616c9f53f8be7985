package dev.plimsoll.materializer.audit;

import static dev.plimsoll.materializer.metrics.Meters.gauge;

import dev.plimsoll.offsetlog.audit.HotState;
import dev.plimsoll.offsetlog.backlog.BacklogReader;
import dev.plimsoll.postgres.transaction.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/// Readiness: the database answers. Torn partitions are reported here, but are for [AuditCheck]
/// to alert on: the others are in order.
@Readiness
@Singleton
public final class HotStateCheck implements HealthCheck {
  /// A look may read 20,000 partitions, and probes are frequent.
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(5);

  private final HotState hotState;
  private final BacklogReader backlogs;
  private volatile HotState.@Nullable Look last;
  private long lookedAt;

  /// @param registry gets the last look; NaN until the first
  public HotStateCheck(Transactions transactions, MeterRegistry registry) {
    this.hotState = new HotState(transactions, HotState.SLICE);
    this.backlogs = new BacklogReader(transactions, BacklogReader.ROWS_OF_AN_END);
    gauge(
        registry,
        "plimsoll.materializer.partitions",
        "Partitions of the log",
        ofLast(HotState.Look::partitions));
    gauge(
        registry,
        "plimsoll.materializer.torn.partitions",
        "Partitions whose next offset is not their batches' end; must be 0",
        ofLast(HotState.Look::tornPartitions));
    gauge(
        registry,
        "plimsoll.materializer.unpublished.records",
        "Records with an offset that log.commits has not published yet",
        ofLast(HotState.Look::unpublishedRecords));
  }

  private Supplier<Number> ofLast(ToDoubleFunction<HotState.Look> of) {
    return () -> {
      HotState.Look look = last;
      return look == null ? Double.NaN : of.applyAsDouble(look);
    };
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("log-offsets");
    try {
      // At every probe, to notice an outage of the database at once.
      long pendingBatches = backlogs.read().batches();
      HotState.Look look = look();
      return response
          .up()
          .withData("partitions", look.partitions())
          .withData("tornPartitions", look.tornPartitions())
          .withData("pendingBatches", pendingBatches)
          .withData("unpublishedRecords", look.unpublishedRecords())
          .build();
    } catch (SQLException e) {
      // The message may name users and hosts.
      return response.down().withData("sqlState", String.valueOf(e.getSQLState())).build();
    }
  }

  /// Now, or at the last successful look.
  long tornPartitions() {
    try {
      return look().tornPartitions();
    } catch (SQLException e) {
      // Readiness reports outages of the database.
      HotState.Look look = last;
      return look == null ? 0 : look.tornPartitions();
    }
  }

  private synchronized HotState.Look look() throws SQLException {
    long now = System.nanoTime();
    HotState.Look look = last;
    if (look == null || now - lookedAt >= LOOK_AGAIN_AFTER.toNanos()) {
      look = hotState.look();
      last = look;
      lookedAt = now;
    }
    return look;
  }
}
