package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.plan.LoadLineView.Admission;
import dev.plimsoll.planner.database.PlannerConfig;
import dev.plimsoll.postgres.connection.PostgresConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Keeps what each database was last seen to be busy with, no older than a few seconds while
/// somebody asks. A database that answers slowly keeps only itself waiting.
@ApplicationScoped
public class Admissions implements Gate {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
  // Older than this it says nothing any more: the database was not asked, or has not answered.
  private static final int STALE_INTERVALS = 10;

  private final ProbeReader reader;
  private final PlannerConfig.Admission config;
  private final Clock clock;
  private final Map<String, ProbeFacts> seen = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<ProbeFacts>> looking = new ConcurrentHashMap<>();

  public Admissions(PostgresConnector connector, PlannerConfig config, Clock clock) {
    this.reader = new ProbeReader(connector, clock);
    this.config = config.admission();
    this.clock = clock;
  }

  @Override
  public Answer ask(Question question) {
    AdmissionRules rules =
        new AdmissionRules(
            question.replicaLagBytes(),
            config.slotRetained().asLongValue(),
            config.longestTransaction(),
            config.mentionedTransaction(),
            config.diskReserve().asLongValue());
    ProbeFacts facts = facts(question);
    List<Admission> verdicts =
        rules.verdicts(question.pausedBy(), question.window(), facts, clock.instant());
    return new Answer(verdicts, AdmissionRules.hold(verdicts), rules.diskFree(facts));
  }

  private @Nullable ProbeFacts facts(Question question) {
    // Another address under the same name is another database.
    String key = question.database() + " " + question.address();
    ProbeFacts known = seen.get(key);
    Duration age = known == null ? null : Duration.between(known.at(), clock.instant());
    if (age != null && age.compareTo(config.probeInterval()) < 0) {
      return known;
    }
    CompletableFuture<ProbeFacts> look = look(key, question);
    boolean usable =
        age != null && age.compareTo(config.probeInterval().multipliedBy(STALE_INTERVALS)) < 0;
    return usable ? known : await(look);
  }

  private CompletableFuture<ProbeFacts> look(String key, Question question) {
    return looking.computeIfAbsent(
        key,
        _ -> {
          CompletableFuture<ProbeFacts> look = new CompletableFuture<>();
          Thread.ofVirtual()
              .name("probe-" + question.database())
              .start(
                  () -> {
                    try {
                      ProbeFacts facts = reader.read(question.address());
                      seen.put(key, facts);
                      look.complete(facts);
                    } catch (RuntimeException e) {
                      look.completeExceptionally(e);
                    } finally {
                      looking.remove(key);
                    }
                  });
          return look;
        });
  }

  private static @Nullable ProbeFacts await(CompletableFuture<ProbeFacts> look) {
    try {
      return look.get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException _) {
      return null;
    }
  }
}
