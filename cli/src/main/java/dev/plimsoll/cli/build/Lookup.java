package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Finds builds and plans by their id or its first characters, plans by their hash too.
final class Lookup {
  private final PlannerApi planner;

  Lookup(PlannerApi planner) {
    this.planner = planner;
  }

  /// An id as tables show it.
  static String shortId(UUID id) {
    return Ids.shortId(id);
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  BuildView build(String text) {
    return Ids.whole(text)
        .map(planner::build)
        .orElseGet(() -> Ids.only(text, builds(text), "build").build());
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  PlanView plan(String text) {
    return Ids.whole(text)
        .map(planner::plan)
        .orElseGet(() -> Ids.only(text, plans(text), "plan").plan());
  }

  /// A build or a plan.
  ///
  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  Found buildOrPlan(String text) {
    Optional<UUID> id = Ids.whole(text);
    if (id.isPresent()) {
      UUID whole = id.get();
      return found(() -> (Found) new Found.OneBuild(planner.build(whole)))
          .or(() -> found(() -> new Found.OnePlan(planner.plan(whole))))
          .orElseThrow(() -> Ids.missing("build or plan", text));
    }
    List<Found> all = new ArrayList<>(builds(text));
    all.addAll(plans(text));
    return Ids.only(text, all, "build or plan");
  }

  /// A database by its whole name, else a build or a plan.
  ///
  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  Found anything(String text) {
    boolean database =
        planner.databases().stream().map(DatabaseRegistration::name).anyMatch(text::equals);
    if (database) {
      return new Found.OneDatabase(text);
    }
    if (!Ids.isBeginning(text)) {
      throw Ids.missing("database, build or plan", text);
    }
    return buildOrPlan(text);
  }

  private List<Found.OneBuild> builds(String text) {
    if (!Ids.isBeginning(text)) {
      return List.of();
    }
    String beginning = Ids.normal(text);
    return planner.builds().stream()
        .filter(build -> build.id().toString().startsWith(beginning))
        .map(Found.OneBuild::new)
        .toList();
  }

  private List<Found.OnePlan> plans(String text) {
    if (!Ids.isBeginning(text)) {
      return List.of();
    }
    return planner.plansBeginning(Ids.normal(text)).stream().map(Found.OnePlan::new).toList();
  }

  private static <T extends Found> Optional<T> found(Supplier<T> look) {
    try {
      return Optional.of(look.get());
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
