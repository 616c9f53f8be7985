package dev.plimsoll.sync.recovery;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Runner of side effects. Where one fails in a way that leaves open whether it has happened,
/// what it should have left behind is read; only when that is not there is it tried again, after a
/// pause that doubles. What cannot succeed by waiting is thrown at once.
public final class SideEffects {
  private static final Logger LOG = Logger.getLogger(SideEffects.class);

  private final RetryPolicy policy;
  private final FaultPoints faults;

  public SideEffects(RetryPolicy policy, FaultPoints faults) {
    this.policy = policy;
    this.faults = faults;
  }

  /// The same with two attempts: for work that others wait behind, and that is found again where it
  /// was given up.
  public SideEffects briefly() {
    return new SideEffects(policy.atMost(2), faults);
  }

  /// What is to be done.
  @FunctionalInterface
  public interface Act<T> {
    T run() throws Exception;
  }

  /// An act that answers nothing.
  @FunctionalInterface
  public interface Command {
    void run() throws Exception;
  }

  /// Reads what the act should have left: empty when it is not there.
  @FunctionalInterface
  public interface ReadBack<T> {
    Optional<T> run() throws Exception;
  }

  /// Carries an act out, once as far as its consequences go.
  ///
  /// @throws PlimsollException with the code of the failure, when it is lasting
  /// @throws LostUploadException as the act throws it
  public <T> T perform(SideEffect effect, Act<T> act, ReadBack<T> readBack) {
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
        throw e; // For whoever writes the file to repeat.
      } catch (Exception e) {
        awaitNext(effect.name(), e, attempt);
      }
    }
  }

  /// Carries out an act that does no harm when it is done again: where its answer is lost, it is
  /// repeated.
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

  /// Carries an act out once, where whoever comes next finds what it has left and goes on from
  /// there.
  ///
  /// @throws PlimsollException with the code of the failure, whatever that is
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

  /// Repeats reading work, which leaves nothing behind when it fails, as long as waiting may help.
  public <T> T retrying(String what, Act<T> act) {
    for (int attempt = 1; ; attempt++) {
      try {
        return act.run();
      } catch (Exception e) {
        awaitNext(what, e, attempt);
      }
    }
  }

  /// Repeats work that must not be given up until it is done, however long that is: also where a
  /// database refuses it in a way that does not pass by itself, which is told as an error each
  /// time.
  ///
  /// @throws PlimsollException when it is what is to be done that cannot be; INTERRUPTED when the
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

  // What was tried long enough inside is not tried all over again outside.
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

  /// Marks a failure that may pass but has been waited for long enough.
  static final class GaveUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GaveUpException(Throwable cause) {
      super(cause);
    }
  }
}
