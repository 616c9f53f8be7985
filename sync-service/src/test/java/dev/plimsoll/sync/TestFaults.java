package dev.plimsoll.sync;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.SideEffect;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;

/// Makes one side effect fail, once.
@Singleton
public final class TestFaults implements FaultPoints {
  private static final AtomicReference<Plan> NEXT = new AtomicReference<>();

  private record Plan(SideEffect effect, Moment moment, ErrorCode code, Runnable before) {}

  /// @param code CONNECTION_LOST: the answer is lost; INTERRUPTED: whoever does it is gone
  public static void once(SideEffect effect, Moment moment, ErrorCode code) {
    once(effect, moment, code, () -> {});
  }

  /// @param before what happens in the moment before
  public static void once(SideEffect effect, Moment moment, ErrorCode code, Runnable before) {
    NEXT.set(new Plan(effect, moment, code, before));
  }

  /// True when the planned failure has happened.
  public static boolean happened() {
    return NEXT.get() == null;
  }

  @Override
  public void reached(SideEffect effect, Moment moment) {
    Plan plan = NEXT.get();
    if (plan != null
        && plan.effect() == effect
        && plan.moment() == moment
        && NEXT.compareAndSet(plan, null)) {
      plan.before().run();
      throw new PlimsollException(plan.code(), "planned by the test");
    }
  }
}
