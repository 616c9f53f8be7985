package dev.plimsoll.cli.local;

import dev.plimsoll.cli.local.SystemState.Part;
import dev.plimsoll.cli.local.SystemState.Trouble;
import dev.plimsoll.cli.text.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class PartDetail {
  private PartDetail() {}

  static String ofDead(@Nullable Trouble trouble, Instant now) {
    if (trouble == null) {
      return "not seen to die; ./plimsoll up starts it";
    }
    List<String> words = new ArrayList<>();
    if (trouble.why() != null) {
      words.add(trouble.why());
    }
    words.add(times(trouble));
    if (trouble.nextStart() != null) {
      Duration until = Duration.between(now, trouble.nextStart());
      words.add(
          until.isPositive()
              ? "started again in " + Amounts.duration(until)
              : "started again as soon as it can be");
    }
    return String.join("; ", words);
  }

  static @Nullable String ofAlive(Part part, SystemState state, boolean ready, Instant now) {
    List<String> words = new ArrayList<>();
    if (!ready) {
      words.add(part.isStack() ? silent(state) : waitsFor(part, state));
    }
    if (ready && !part.isStack()) {
      words.addAll(Health.unwell(part.port()));
    }
    Trouble trouble = part.trouble();
    if (trouble != null) {
      String ago = Amounts.between(trouble.lastDeath(), now);
      words.add(
          times(trouble)
              + ", "
              + ago
              + " ago, and was started again"
              + (trouble.why() == null ? "" : ": " + trouble.why()));
    }
    return words.isEmpty() ? null : String.join("; ", words);
  }

  private static String times(Trouble trouble) {
    return trouble.deaths() == 1 ? "died" : "died " + trouble.deaths() + " times in a row";
  }

  private static String silent(SystemState state) {
    return state.stack() == null
        ? "starts"
        : "no answer from " + String.join(", ", Health.silent(state.stack()));
  }

  /// The service's own reasons, or that of a missing stack.
  private static String waitsFor(Part part, SystemState state) {
    if (state.part("stack").filter(stack -> !stack.isReady(state.stack())).isPresent()) {
      return "waits for the stack, which is down";
    }
    List<String> failing = Health.notReady(part.port());
    return failing.isEmpty() ? "does not answer" : "not ready: " + String.join(", ", failing);
  }
}
