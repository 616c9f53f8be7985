package dev.plimsoll.sync.recovery;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Runner of side effects. After a failure that leaves the outcome open, the result is looked for.
/// Only when it is not there is the act tried again, after a pause that doubles. A failure that no
/// waiting mends is thrown at once.
public final class SideEffects {
  private static final Logger LOG = Logger.getLogger(SideEffects.class);

  private final RetryPolicy policy;
  private final FaultPoints faults;

  public SideEffects(RetryPolicy policy, FaultPoints faults) {
    this.policy = policy;
    this.faults = faults;
  }

  /// Runner with two attempts, for work that others wait behind, and that is found again later.
  public SideEffects briefly() {
    return new SideEffects(policy.atMost(2), faults);
  }

  @FunctionalInterface
  public interface Act<T> {
    T run() throws Exception;
  }

  @FunctionalInterface
  public interface Command {
    void run() throws Exception;
  }

  /// Carries out an act; it takes effect once.
  ///
  /// @param readBack looks for the result of the act; empty when it is not there
  /// @throws PlimsollException with the code of the failure, when it is lasting
  /// @throws LostUploadException as the act throws it
  public <T> T perform(SideEffect effect, Act<T> act, Act<Optional<T>> readBack) {
    boolean unknown = false;
    for (int attempt = 1; ; attempt++) {
      try {
        if (unknown) {
          Optional<T> found = readBack.run();
          if (found.isPresent()) {
            LOG.infof("unknown outcome resolved by reading: effect=%s outcome=done", effect);
            return found.get();
          }
          LOG.infof("unknown outcome resolved by reading: effect=%s outcome=not-done", effect);
          unknown = false;
        }
        faults.reached(effect, FaultPoints.Moment.BEFORE);
        unknown = true;
        T result = act.run();
        faults.reached(effect, FaultPoints.Moment.AFTER);
        return result;
      } catch (LostUploadException e) {
        throw e; // The writer of the file repeats it.
      } catch (Exception e) {
        awaitNext(effect.name(), e, attempt);
      }
    }
  }

  /// Carries out an idempotent act: where its answer is lost, it is repeated.
  ///
  /// @throws PlimsollException with the code of the failure, when it is lasting
  public void repeat(SideEffect effect, Command command) {
    this.<Boolean>perform(
        effect,
        () -> {
          command.run();
          return true;
        },
        Optional::empty);
  }

  /// Carries out an act in one attempt; a later caller continues from what it has left.
  ///
  /// @throws PlimsollException with the code of any failure
  public <T> T attempt(SideEffect effect, Act<T> act) {
    try {
      faults.reached(effect, FaultPoints.Moment.BEFORE);
      T result = act.run();
      faults.reached(effect, FaultPoints.Moment.AFTER);
      return result;
    } catch (Exception e) {
      throw ExceptionCodes.of(e);
    }
  }

  /// Repeats work without side effects, as long as waiting may help.
  public <T> T retrying(String what, Act<T> act) {
    for (int attempt = 1; ; attempt++) {
      try {
        return act.run();
      } catch (Exception e) {
        awaitNext(what, e, attempt);
      }
    }
  }

  /// Repeats work until it is done, without limit: also where a database refuses it in a way that
  /// does not pass by itself, which is logged as an error each time.
  ///
  /// @throws PlimsollException for a failure that is not the database's; INTERRUPTED when the
  ///     service stops
  public void untilDone(String what, Command command) {
    for (int attempt = 1; ; attempt++) {
      try {
        this.<Boolean>retrying(
            what,
            () -> {
              command.run();
              return true;
            });
        return;
      } catch (PlimsollException e) {
        if (!e.code().isTransient()) {
          if (!ExceptionCodes.isOfTheDatabase(e)) {
            throw e;
          }
          LOG.errorf(e, "failed, is tried again since nothing may be left out: what=%s", what);
          pause(policy.pauseAfter(attempt));
        }
      }
    }
  }

  // Attempts of an inner call that gave up are not multiplied by those of an outer one.
  private void awaitNext(String what, Exception e, int attempt) {
    ErrorCode code = ExceptionCodes.code(e);
    if (!code.isTransient() || ExceptionCodes.gaveUp(e)) {
      throw ExceptionCodes.of(code, e);
    }
    if (policy.isExhausted(attempt)) {
      throw new PlimsollException(
          code,
          ExceptionCodes.message(e) + " (tried " + attempt + " times)",
          new GaveUpException(e));
    }
    Duration pause = policy.pauseAfter(attempt);
    LOG.warnf(
        "failed, is tried again: what=%s code=%s attempt=%d pause=%s cause=%s",
        what, code.value(), attempt, pause, ExceptionCodes.message(e));
    pause(pause);
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
  }

  /// Failure that may pass, but was waited for long enough.
  static final class GaveUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GaveUpException(Throwable cause) {
      super(cause);
    }
  }
}
