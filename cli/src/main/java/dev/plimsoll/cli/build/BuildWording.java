package dev.plimsoll.cli.build;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.watch.Wording;
import dev.plimsoll.contracts.plan.BuildView;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How the progress of builds reads. News of a build are its state, its phase, what it waits for
/// and every tenth of its work.
final class BuildWording implements Wording<Progress> {
  // How long somebody has been in the way changes with every look and is no news.
  private static final Pattern FIGURES = Pattern.compile("\\d+");

  @Override
  public List<String> block(Progress now, int width) {
    return BuildText.live(now, width);
  }

  @Override
  public List<Line> lines(Progress now) {
    List<Line> lines = new ArrayList<>();
    for (BuildView build : BuildText.inOrder(now.builds())) {
      lines.add(new Line(build.id(), news(build), BuildText.line(build)));
    }
    if (now.plan() != null) {
      lines.add(new Line("plan", now.plan().rawState().toString(), BuildText.summary(now)));
    }
    return lines;
  }

  private static String news(BuildView build) {
    String waiting = build.waitingFor() == null ? "" : build.waitingFor();
    return build.rawState()
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
