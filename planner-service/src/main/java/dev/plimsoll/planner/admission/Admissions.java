package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.postgres.connection.PostgresConnections;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Cache of probes: up to a few seconds old for display, half a second for a dispatch. A slow
/// database delays only itself, and nothing is sent to it.
@ApplicationScoped
public class Admissions implements AdmissionGate {
  private static final Logger LOG = Logger.getLogger(Admissions.class);
  // Builds that end within this time share a probe.
  private static final Duration FRESH = Duration.ofMillis(500);
  // An older probe is worthless: the database was not asked, or has not answered.
  private static final int STALE_INTERVALS = 10;

  private final ProbeReader reader;
  private final AdmissionConfig config;
  private final Clock clock;
  private final ProbeReference remembered;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Map<String, Look> looking = new ConcurrentHashMap<>();

  public Admissions(
      PostgresConnections connector, AdmissionConfig config, DataSource dataSource, Clock clock) {
    this.reader = new ProbeReader(connector, clock);
    this.config = config;
    this.remembered = new ProbeReference(dataSource, config.replicaRemembered());
    this.clock = clock;
  }

  private record Seen(ProbeFacts facts, AdmissionRules.Known known) {}

  private record Look(Instant began, CompletableFuture<Seen> result) {}

  @Override
  public Answer ask(Question question) {
    Seen known = seen.get(key(question));
    if (isYounger(known, config.probeInterval())) {
      return answer(question, known);
    }
    Look look = begin(question);
    Duration stale = config.probeInterval().multipliedBy(STALE_INTERVALS);
    return answer(question, isYounger(known, stale) ? known : await(look));
  }

  @Override
  public Answer askAfresh(Question question) {
    Seen known = seen.get(key(question));
    if (isYounger(known, FRESH)) {
      return answer(question, known);
    }
    Look look = begin(question);
    if (Duration.between(look.began(), clock.instant()).compareTo(FRESH) < 0) {
      return answer(question, await(look));
    }
    // The probe is too old or hangs: the next round asks again.
    return answer(question, null);
  }

  @Override
  public void look(Question question) {
    if (!isYounger(seen.get(key(question)), FRESH)) {
      begin(question);
    }
  }

  private Answer answer(Question question, @Nullable Seen known) {
    AdmissionRules rules =
        new AdmissionRules(
            question.replicas(),
            config.slotRetained().asLongValue(),
            config.longestTransaction(),
            config.mentionedTransaction(),
            config.diskReserve().asLongValue());
    ProbeFacts facts = known == null ? null : known.facts();
    List<Admission> verdicts =
        rules.verdicts(
            question.pausedBy(),
            question.window(),
            facts,
            known == null ? AdmissionRules.Known.NOTHING : known.known(),
            clock.instant());
    return new Answer(verdicts, AdmissionRules.hold(verdicts), rules.free(facts));
  }

  private boolean isYounger(@Nullable Seen known, Duration age) {
    return known != null
        && Duration.between(known.facts().at(), clock.instant()).compareTo(age) < 0;
  }

  /// The same name with another address is another database.
  private static String key(Question question) {
    return question.database() + " " + question.address();
  }

  private Look begin(Question question) {
    String key = key(question);
    return looking.computeIfAbsent(
        key,
        _ -> {
          Look look = new Look(clock.instant(), new CompletableFuture<>());
          Thread.ofVirtual()
              .name("probe-" + question.database())
              .start(() -> look(question, key, look.result()));
          return look;
        });
  }

  private void look(Question question, String key, CompletableFuture<Seen> result) {
    try {
      ProbeFacts facts = reader.read(question.address());
      Seen found = new Seen(facts, remembered.of(question.database(), facts));
      seen.put(key, found);
      looking.remove(key);
      result.complete(found);
    } catch (Throwable e) {
      // Caught whatever it is: a probe that never completes would be the last one.
      LOG.warnf("database=%s could not be looked at: %s", question.database(), e);
      looking.remove(key);
      result.completeExceptionally(e);
    }
  }

  private @Nullable Seen await(Look look) {
    try {
      return look.result().get(config.lookWithin().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException _) {
      return null;
    }
  }
}
