package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Finds builds and plans by their id or its first characters, plans by their hash too.
final class Lookup {
  private static final Pattern WHOLE_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{3,}");
  private static final int SHORT = 8;

  private final PlannerApi planner;

  Lookup(PlannerApi planner) {
    this.planner = planner;
  }

  /// An id as tables show it.
  static String shortId(UUID id) {
    return id.toString().substring(0, SHORT);
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  BuildView build(String text) {
    String id = normal(text);
    if (WHOLE_ID.matcher(id).matches()) {
      return planner.build(UUID.fromString(id));
    }
    return only(text, builds(id), "build").build();
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  PlanView plan(String text) {
    String id = normal(text);
    if (WHOLE_ID.matcher(id).matches()) {
      return planner.plan(UUID.fromString(id));
    }
    return only(text, plans(id), "plan").plan();
  }

  /// A build or a plan.
  ///
  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  Found buildOrPlan(String text) {
    String id = normal(text);
    if (WHOLE_ID.matcher(id).matches()) {
      UUID whole = UUID.fromString(id);
      return found(() -> (Found) new Found.OneBuild(planner.build(whole)))
          .or(() -> found(() -> new Found.OnePlan(planner.plan(whole))))
          .orElseThrow(() -> missing("build or plan", text));
    }
    List<Found> all = new ArrayList<>(builds(id));
    all.addAll(plans(id));
    return only(text, all, "build or plan");
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
    if (!BEGINNING.matcher(normal(text)).matches()) {
      throw missing("database, build or plan", text);
    }
    return buildOrPlan(text);
  }

  private List<Found.OneBuild> builds(String beginning) {
    if (!BEGINNING.matcher(beginning).matches()) {
      return List.of();
    }
    return planner.builds().stream()
        .filter(build -> build.id().toString().startsWith(beginning))
        .map(Found.OneBuild::new)
        .toList();
  }

  private List<Found.OnePlan> plans(String beginning) {
    if (!BEGINNING.matcher(beginning).matches()) {
      return List.of();
    }
    return planner.databases().stream()
        .flatMap(database -> planner.plans(database.name()).stream())
        .filter(
            plan -> plan.id().toString().startsWith(beginning) || plan.hash().startsWith(beginning))
        .map(Found.OnePlan::new)
        .toList();
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

  private static <T extends Found> T only(String text, List<T> all, String what) {
    if (all.isEmpty()) {
      throw missing(what, text);
    }
    if (all.size() > 1) {
      throw new PlimsollException(
          ErrorCode.USAGE, "'" + text + "' fits " + all.size() + " of them; give more of the id");
    }
    return all.getFirst();
  }

  private static PlimsollException missing(String what, String text) {
    return new PlimsollException(
        ErrorCode.NOT_FOUND,
        "there is no " + what + " '" + text + "' (ids count from 4 characters on)");
  }

  private static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
