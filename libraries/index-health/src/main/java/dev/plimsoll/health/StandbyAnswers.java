package dev.plimsoll.health;

import dev.plimsoll.health.facts.AttachedStandbys;
import dev.plimsoll.health.facts.ServerHealth;
import dev.plimsoll.health.facts.StandbyScans;
import dev.plimsoll.health.index.UnnamedStandbys;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Answers of named standbys, beside those that follow. No snapshot of the primary is held
/// meanwhile: a standby may take its time to answer, or never do.
///
/// @param attached to the primary
record StandbyAnswers(List<StandbyScans> scans, AttachedStandbys attached) {
  /// @param indexes oids
  /// @param timeIsUp asked before each standby
  static StandbyAnswers of(
      List<Standby> standbys,
      ServerHealth primary,
      AttachedStandbys attached,
      long[] indexes,
      HealthOptions options,
      BooleanSupplier timeIsUp) {
    List<StandbyScans> scans = new ArrayList<>();
    for (Standby standby : standbys) {
      scans.add(
          timeIsUp.getAsBoolean()
              ? StandbyScans.unknown(standby.name(), "the time of the check was over")
              : StandbyScans.read(
                  standby, primary, indexes, options.window(), options.limits().statement()));
    }
    return new StandbyAnswers(List.copyOf(scans), attached);
  }

  /// Why standbys were not asked, a sentence; empty where all were.
  String unnamed(Set<String> ignored) {
    // One server may have several names.
    Set<Instant> asked = new HashSet<>();
    List<AttachedStandbys> following = new ArrayList<>(List.of(attached));
    for (StandbyScans some : scans) {
      @Nullable ServerHealth server = some.server();
      if (server != null) {
        asked.add(server.counters().started());
      }
      following.add(some.attached());
    }
    return UnnamedStandbys.problem(following, asked.size(), ignored);
  }
}
