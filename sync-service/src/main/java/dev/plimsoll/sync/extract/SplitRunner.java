package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.messaging.Relay;
import dev.plimsoll.sync.table.Split;
import dev.plimsoll.sync.table.SplitClaim;
import dev.plimsoll.sync.table.TableFailures;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/// Runs splits, so many at a time as is configured, whoever asks for it: a command or the recovery.
/// Asking twice is harmless: the claim decides.
@Singleton
public final class SplitRunner {
  private static final Logger LOG = Logger.getLogger(SplitRunner.class);

  private final SplitTools tools;
  private final Endpoints endpoints;
  private final TableFailures failures;
  private final Relay relay;
  private final Semaphore places;

  // What several processes have ended with is read one at a time, so that none is taken for
  // another.
  private final Semaphore suspects = new Semaphore(1);
  private final Set<Split> atWork = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  public SplitRunner(SplitTools tools, Endpoints endpoints, TableFailures failures, Relay relay) {
    this.tools = tools;
    this.endpoints = endpoints;
    this.failures = failures;
    this.relay = relay;
    this.places = new Semaphore(tools.config().parallelSplits());
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    // Readers may not live to say so, and this is no death.
    atWork.forEach(this::endAttempt);
  }

  /// Reads a split to its end, waiting for a free place first. Returns as well when it is done
  /// already, is somebody else's, or its table has failed, by this or before.
  public void run(UUID splitId) throws InterruptedException {
    places.acquire();
    try {
      claim(splitId).ifPresent(this::read);
    } finally {
      places.release();
    }
  }

  /// As {@link #run}, in a thread of its own, if a place is free now. Whether the split can be
  /// claimed is seen here: what somebody else works on must not take the place of what nobody has.
  ///
  /// @return false when none is
  boolean start(UUID splitId) {
    if (!places.tryAcquire()) {
      return false;
    }
    boolean taken = false;
    try {
      Optional<SplitClaim> claimed = claim(splitId);
      if (claimed.isPresent()) {
        Thread.ofPlatform()
            .name("split-recovered")
            .daemon(true)
            .start(() -> readAndFree(claimed.get()));
        taken = true;
      }
      return true;
    } finally {
      if (!taken) {
        places.release();
      }
    }
  }

  private void readAndFree(SplitClaim claim) {
    try {
      read(claim);
    } finally {
      places.release();
    }
  }

  boolean hasPlace() {
    return places.availablePermits() > 0;
  }

  private Optional<SplitClaim> claim(UUID splitId) {
    if (stopping) {
      return Optional.empty();
    }
    boolean mayBeSuspect = suspects.tryAcquire();
    boolean kept = false;
    try {
      Optional<SplitClaim> claimed = tools.splits().claim(splitId, mayBeSuspect);
      kept = mayBeSuspect && claimed.isPresent() && claimed.get().split().isSuspect();
      return claimed;
    } catch (SQLException | PlimsollException e) {
      // The recovery finds it, with or without the attempt that is counted now.
      LOG.warnf("a split could not be claimed: split=%s cause=%s", splitId, Failures.message(e));
      return Optional.empty();
    } finally {
      if (mayBeSuspect && !kept) {
        suspects.release();
      }
    }
  }

  private void read(SplitClaim claimed) {
    atWork.add(claimed.split());
    try (claimed) {
      readClaimed(claimed);
      endAttempt(claimed.split());
    } finally {
      atWork.remove(claimed.split());
      if (claimed.split().isSuspect()) {
        suspects.release();
      }
    }
    relay.wake();
  }

  private void endAttempt(Split split) {
    try {
      tools.splits().endAttempt(split);
    } catch (SQLException e) {
      // The next attempt of this process counts none for it.
      LOG.warnf("an attempt's end was not noted: split=%s cause=%s", split.id(), e.getMessage());
    }
  }

  private void readClaimed(SplitClaim claim) {
    long start = System.nanoTime();
    Split split = claim.split();
    LOG.infof(
        "split begins: table=%s split=%d strategy=%s attempt=%d sequence=%d",
        claim.table().name(),
        split.number(),
        claim.table().definition().strategy().name(),
        split.attempt(),
        split.nextSequence());
    tools.metrics().splitBegun();
    try (ReadingProgress.Meter meter = tools.progress().begin(split)) {
      EndpointRegistration source = endpoints.get(claim.table().source());
      SplitReader.read(new SplitTask(claim, source, tools, meter, () -> stopping));
    } catch (RuntimeException e) {
      ended(claim, e);
    } catch (Error e) {
      // Its thread must not be lost without a word, and the table be read again for ever.
      failures.fail(claim.table(), Failures.of(e), null);
      throw e;
    } finally {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      tools.metrics().splitEnded(elapsed);
      LOG.infof(
          "split ends: table=%s split=%d attempt=%d elapsed=%s",
          claim.table().name(), split.number(), split.attempt(), elapsed);
    }
  }

  // Whoever has the split now has cleared away what this was writing, so that S3 knows no such
  // upload any more: that says nothing of the table.
  private boolean isTakenOver(SplitClaim claim) {
    try {
      return !tools.splits().isHeld(claim.split());
    } catch (SQLException e) {
      return false;
    }
  }

  private void ended(SplitClaim claim, RuntimeException e) {
    PlimsollException failure = Failures.of(e);
    ErrorCode code = failure.code();
    // Taken over, stopped by its table's failure, or by the end of this process: not its own fault.
    if (code == ErrorCode.CONFLICT || code == ErrorCode.INTERRUPTED || isTakenOver(claim)) {
      LOG.infof("split is left: split=%s cause=%s", claim.split().id(), failure.getMessage());
      return;
    }
    // The recovery takes it up again.
    if (Failures.isTransient(code) && !Failures.gaveUp(e)) {
      LOG.warnf(
          "split waits and is tried again: split=%s code=%s cause=%s",
          claim.split().id(), code.value(), failure.getMessage());
      return;
    }
    failures.fail(claim.table(), failure, SqlStates.state(e));
  }
}
