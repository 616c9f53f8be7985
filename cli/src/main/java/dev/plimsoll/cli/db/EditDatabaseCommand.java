package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.ApiClient.Tagged;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
    name = "edit",
    description = {
      "Change what is given of a registration, after connecting once to see that it can; the rest"
          + " stays. Nothing is changed in the database.",
      "Refused where somebody else has changed it meanwhile.",
      "A rule is '" + RuleText.FORM + "'; those given replace all that are there."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll db edit shop --cores 8 --memory 32GB --temp-disk 200GB --disk 500GB",
      "  ./plimsoll db edit shop --host db2.example --reason 'moved'",
      "  ./plimsoll db edit shop --standby r1.example --standby r2.example:5433",
      "  ./plimsoll db edit warehouse --as target,build --preset medium --build-on-load"
    })
final class EditDatabaseCommand extends RegisterDatabaseCommand {

  @Override
  DatabaseRegistration register(
      PlannerApi planner, List<DatabaseRegistration> all, ControlRequest who) {
    if (all.stream().noneMatch(other -> other.name().equals(name))) {
      throw PlimsollException.notFound(
          "no database " + name + " is registered: ./plimsoll db create");
    }
    Tagged<DatabaseRegistration> known = planner.tagged(name);
    DatabaseRegistration asked = edited(known.value());
    if (asked.isForBuilds()
        && !asked.builds().hasLoadLine()
        && all.stream().noneMatch(other -> isOnSameServer(other, asked.address()))) {
      throw CapacityOptions.neverGuessed();
    }
    return connecting(asked, one -> planner.edit(one, known.tag(), who));
  }

  private DatabaseRegistration edited(DatabaseRegistration known) {
    DatabaseKind kind = either(given.kind, known.kind());
    List<DatabaseUse> uses = uses(known);
    DatabaseAddress address = address(known, kind);
    return DatabaseRegistration.asked(
            name, address, kind, uses, builds(known.builds(), uses.contains(DatabaseUse.BUILD)))
        .with(
            either(
                given.standbys(address),
                kind == DatabaseKind.POSTGRES ? known.standbys() : List.of()));
  }

  private BuildSettings builds(BuildSettings known, boolean still) {
    return new BuildSettings(
        given.capacity.isAbsent() && still ? known.capacity() : given.capacity.capacity(),
        given.capacity.preset(),
        still ? either(given.rules(), known.rules()) : List.of(),
        still && either(given.buildOnLoad, known.onLoad()),
        known.laneThresholds(),
        given.strategy == null ? known.strategy() : given.strategy,
        window(known));
  }

  private List<DatabaseUse> uses(DatabaseRegistration known) {
    if (!given.uses.isEmpty()) {
      return given.uses;
    }
    return Stream.of(DatabaseUse.values())
        .filter(
            use -> known.uses().contains(use) || use == DatabaseUse.BUILD && given.areOfBuilds())
        .toList();
  }

  /// A credential stays unless the account changes or another is given.
  private DatabaseAddress address(DatabaseRegistration known, DatabaseKind kind) {
    DatabaseAddress there = known.address();
    if (!given.address.areGiven()) {
      return given.credential.isGiven()
          ? given.credential.forServices(there, input(), this::seal, terminal()::say)
          : there;
    }
    if (given.credential.isGiven()) {
      return forServices(kind);
    }
    DatabaseAddress found = given.address.resolve(kind, environment());
    return found.isOfTheSameAccount(there) ? found.with(there.credential()) : forServices(kind);
  }

  private @Nullable MaintenanceWindow window(BuildSettings known) {
    if (given.window == null) {
      return known.window();
    }
    return given.window.equals("always") ? null : WindowText.parse(given.window);
  }
}
