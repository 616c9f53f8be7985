package dev.plimsoll.materializer.audit;

import static dev.plimsoll.materializer.metrics.Meters.gauge;
import static dev.plimsoll.materializer.metrics.Meters.seconds;

import dev.plimsoll.offsetlog.audit.AuditTurns;
import dev.plimsoll.offsetlog.audit.IncrementalAudit;
import dev.plimsoll.offsetlog.audit.IncrementalAudit.Outcome;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/// Background audit of new batches, by one pod at a time; every pod knows the result.
@Singleton
public final class BackgroundAudit {
  private static final Logger LOG = Logger.getLogger(BackgroundAudit.class);

  /// Longer than its limit, since running statements are not interrupted.
  private static final Duration MAY_TAKE = Duration.ofMinutes(30);

  private final IncrementalAudit audit;
  private final AuditTurns turns;
  private final Duration interval;
  private final Duration atMost;
  private final PeriodicWork watch;
  private volatile Optional<AuditTurns.Last> last = Optional.empty();

  /// @param registry gets the last result, the same in every pod; NaN until the first
  public BackgroundAudit(Transactions transactions, AuditConfig config, MeterRegistry registry) {
    this.audit = new IncrementalAudit(transactions);
    this.turns = new AuditTurns(transactions);
    this.interval = config.interval();
    this.atMost = config.atMost().compareTo(interval) < 0 ? config.atMost() : interval;
    this.watch = PeriodicWork.every("log-audit", interval).mayTake(MAY_TAKE).runs(this::look);
    gauge(
        registry,
        "plimsoll.materializer.audit.findings",
        "What is wrong with the log; must be 0",
        ofLast(AuditTurns.Last::findings));
    gauge(
        registry,
        "plimsoll.materializer.audit.lag.records",
        "Records with an offset that were not audited yet when the last audit ended",
        ofLast(AuditTurns.Last::lagRecords));
    gauge(
        registry,
        "plimsoll.materializer.audit.took.seconds",
        "How long the last audit took",
        ofLast(turn -> seconds(turn.took())));
    gauge(
        registry,
        "plimsoll.materializer.audit.age.seconds",
        "How long ago the last audit ended",
        ofLast(turn -> seconds(Duration.between(turn.endedAt(), Instant.now()))));
  }

  private Supplier<Number> ofLast(ToDoubleFunction<AuditTurns.Last> of) {
    return () -> last.map(of::applyAsDouble).orElse(Double.NaN);
  }

  public PeriodicWork work() {
    return watch;
  }

  /// The last result of any pod.
  Optional<AuditTurns.Last> last() {
    return last;
  }

  private void look() throws SQLException {
    if (turns.take(interval)) {
      long began = System.nanoTime();
      Outcome outcome = audit.run(atMost);
      turns.end(outcome, Duration.ofNanos(System.nanoTime() - began));
    }
    Optional<AuditTurns.Last> now = turns.last();
    tell(now);
    last = now;
  }

  /// Logs each change between wrong and right.
  private void tell(Optional<AuditTurns.Last> now) {
    long before = last.map(AuditTurns.Last::findings).orElse(0L);
    now.ifPresent(
        turn -> {
          if (turn.findings() > 0 && before == 0) {
            LOG.errorf(
                "event=audit.findings count=%d first=%s. ./plimsoll topic audit --full tells all",
                turn.findings(), turn.firstFinding());
          } else if (turn.findings() == 0 && before > 0) {
            LOG.info("event=audit.clean what was wrong with the log is mended");
          }
        });
  }
}
