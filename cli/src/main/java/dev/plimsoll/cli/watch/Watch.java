package dev.plimsoll.cli.watch;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Polls until nothing moves any more. A service that restarts is waited for, since its work goes
/// on.
public final class Watch {
  private static final Duration AWAY_FOR_AT_MOST = Duration.ofMinutes(5);

  private final @Nullable Duration timeout;
  private final Duration every;
  private final boolean failFast;
  private final String service;
  private final Terminal terminal;

  /// @param failFast stop at the first failure
  /// @param service for messages
  /// @param terminal takes messages about the wait
  public Watch(WatchOptions options, boolean failFast, String service, Terminal terminal) {
    this.timeout = options.timeout();
    this.every = options.every();
    this.failFast = failFast;
    this.service = service;
    this.terminal = terminal;
  }

  /// @param exitCode OK, FAILED or STILL_RUNNING
  public record Outcome<T>(T last, int exitCode) {}

  /// @throws PlimsollException NOT_RUNNING after 5 minutes without the service
  public <T extends Followed> Outcome<T> follow(Supplier<T> look, Display display) {
    long begin = System.nanoTime();
    long looked = begin;
    T now = patiently(look, begin);
    display.show(now);
    while (!now.ended() && !(failFast && now.failed())) {
      if (isOver(begin)) {
        return new Outcome<>(now, ExitCode.STILL_RUNNING);
      }
      pause(looked);
      looked = System.nanoTime();
      now = patiently(look, begin);
      display.show(now);
    }
    return new Outcome<>(now, now.failed() ? ExitCode.FAILED : ExitCode.OK);
  }

  /// One look, for which a service that restarts is waited for.
  ///
  /// @throws PlimsollException NOT_RUNNING after 5 minutes without the service
  public <T> T look(Supplier<T> look) {
    return patiently(look, System.nanoTime());
  }

  private <T> T patiently(Supplier<T> look, long begin) {
    long away = 0;
    while (true) {
      try {
        return look.get();
      } catch (PlimsollException e) {
        long now = System.nanoTime();
        boolean first = away == 0;
        away = first ? now : away;
        boolean tooLong = now - away > AWAY_FOR_AT_MOST.toNanos();
        if (!ApiClient.unavailable(e) || tooLong || isOver(begin)) {
          throw e;
        }
        if (first) {
          terminal.say("the " + service + " does not answer; waiting for it");
        }
        pause(now);
      }
    }
  }

  private boolean isOver(long begin) {
    return timeout != null && System.nanoTime() - begin >= timeout.toNanos();
  }

  /// The interval counts from the beginning of the last poll.
  private void pause(long looked) {
    pause(every.minusNanos(System.nanoTime() - looked), "the work goes on");
  }

  /// Sleeps; not at all for a negative time.
  ///
  /// @param interrupted message for an interrupt
  /// @throws PlimsollException INTERRUPTED
  public static void pause(Duration time, String interrupted) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, interrupted, e);
    }
  }
}
