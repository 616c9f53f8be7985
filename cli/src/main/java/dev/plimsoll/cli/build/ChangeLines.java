package dev.plimsoll.cli.build;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.plan.BuildView;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A line for each change, where nothing can be repainted: of state, phase, what it waits for, and
/// every tenth of the work.
final class ChangeLines implements Display {
  // How long somebody has been in the way changes with every look and is no news.
  private static final Pattern FIGURES = Pattern.compile("\\d+");

  private final Consumer<String> tell;
  private final InstantSource clock;
  private final Map<UUID, String> known = new HashMap<>();
  private String knownPlan = "";

  ChangeLines(Consumer<String> tell, InstantSource clock) {
    this.tell = tell;
    this.clock = clock;
  }

  @Override
  public void show(Progress now) {
    String at = clock.instant().truncatedTo(ChronoUnit.SECONDS) + "  ";
    for (BuildView build : BuildText.inOrder(now.builds())) {
      String news = news(build);
      if (!news.equals(known.put(build.id(), news))) {
        tell.accept(at + BuildText.line(build));
      }
    }
    if (now.plan() != null && !knownPlan.equals(now.plan().state().name())) {
      knownPlan = now.plan().state().name();
      tell.accept(at + BuildText.summary(now));
    }
  }

  private static String news(BuildView build) {
    String waiting = build.waitingFor() == null ? "" : build.waitingFor();
    return build.state()
        + " "
        + build.attempt()
        + " "
        + build.paused()
        + " "
        + build.phase()
        + " "
        + Amounts.percent(build.fraction()) / 10
        + " "
        + FIGURES.matcher(waiting).replaceAll("0");
  }
}
