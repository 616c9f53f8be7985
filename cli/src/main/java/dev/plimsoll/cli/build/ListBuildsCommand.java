package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = {
      "List builds: how far each is, how long it has to go, and why it waits.",
      "With --watch it goes on until all have ended, repainted on a terminal and a line for each"
          + " change in a pipe: exit 0 when what was under way is built, 1 when some of it failed"
          + " or was cancelled, 6 when --timeout came first."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll build list shop --watch",
      "  ./plimsoll build list shop --plan 1f6e0b5c --json",
      "  ./plimsoll build list --table 'shop.o*' --state failed"
    })
final class ListBuildsCommand extends PlannerApiCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Of a registered database; all by default.")
  private @Nullable String database;

  @Option(
      names = "--plan",
      paramLabel = "ID",
      description = "Of this plan alone: its id or hash, or the first 4 characters or more.")
  private @Nullable String plan;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "Of such tables alone: schema.table, with * for any run of characters.")
  private @Nullable String table;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "In this state alone: planned, dispatched, running, succeeded, failed or cancelled.")
  private BuildView.@Nullable State state;

  @Option(names = "--watch", description = "Go on until all have ended.")
  private boolean watch;

  @Option(
      names = "--fail-fast",
      description = "Stop waiting at the first failure; the other builds go on.")
  private boolean failFast;

  @Mixin private final WatchOptions options = new WatchOptions();

  @Override
  protected int run(PlannerApi planner) {
    if (watch && state != null) {
      throw PlimsollException.usage("--watch follows builds from state to state: without --state");
    }
    Supplier<List<BuildView>> look = source(planner);
    if (watch) {
      return follow(look);
    }
    tell(look.get());
    return ExitCode.OK;
  }

  private Supplier<List<BuildView>> source(PlannerApi planner) {
    @Nullable UUID found = plan == null ? null : BuildCommands.plan(planner, plan).id();
    if (database != null && found == null) {
      planner.database(database); // throws for an unknown name
    }
    return () ->
        planner.builds("database", database, "plan", found, "table", table, "state", state);
  }

  private int follow(Supplier<List<BuildView>> look) {
    // Builds that ended before are no news and no failure of this watch.
    Set<UUID> old =
        look.get().stream()
            .filter(build -> Progress.isEnd(build.state()))
            .map(BuildView::id)
            .collect(Collectors.toSet());
    Supplier<Progress> moving =
        () ->
            new Progress(
                null, look.get().stream().filter(build -> !old.contains(build.id())).toList());
    Display display = json() ? Display.none() : Display.of(terminal(), terminal().out());
    Watch.Outcome<Progress> outcome =
        new Watch(options, failFast, "planner", terminal()).follow(moving, display);
    List<BuildView> last = outcome.last().builds();
    if (json()) {
      terminal().json(BuildText.inOrder(last));
    } else if (last.isEmpty()) {
      terminal().say("Nothing is being built.");
    }
    suggest(last);
    return outcome.exitCode();
  }

  private void tell(List<BuildView> builds) {
    if (builds.isEmpty() && !json()) {
      terminal().say("There are no builds.");
    } else {
      show(
          BuildText.inOrder(builds),
          () ->
              Details.of()
                  .lines(BuildText.table(builds, width()))
                  .paragraph(BuildText.remarks(builds))
                  .lines());
    }
    suggest(builds);
  }

  private void suggest(List<BuildView> builds) {
    List<BuildView> ordered = BuildText.inOrder(builds);
    if (ordered.isEmpty()) {
      next(database == null ? "db list" : "plan " + database);
    } else if (!Progress.isEnd(ordered.getFirst().state()) && !watch) {
      next("build list" + (database == null ? "" : " " + database) + " --watch");
    } else {
      next("build show " + Ids.shortId(ordered.getFirst().id()));
    }
  }
}
