package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "create",
    description = {
      "Register a database to read from, to load into or to build in, after connecting once to see"
          + " that it can. Nothing is changed there.",
      "A MariaDB (or MySQL, untested) is read from, never loaded into. Its address is that of"
          + " --host, --port (3306), --database, --user and --sslmode alone: PG* variables and"
          + " service entries are PostgreSQL's, and so is a pgpass file.",
      "An Amazon Redshift (never tried) is loaded into by 'load redshift', never read from. Its"
          + " address is found as a PostgreSQL's; its port is 5439 where none is given.",
      "A rule is '" + RuleText.FORM + "'."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll db create shop --service shop",
      "  ./plimsoll db create shop --host db.example --database shop --user shop_owner \\",
      "      --sslmode verify-full --preset medium \\",
      "      --rule 'features.*: primary key (hashkey)'",
      "  ./plimsoll db create shop --service shop --cores 8 --memory 16GB \\",
      "      --temp-disk 200GB --disk 500GB --wal-rate 100MB \\",
      "      --window 22:00+4h@Europe/Berlin --rules shop.rules",
      "  ./plimsoll db create legacy --kind mariadb --host db2.example \\",
      "      --database shop --user reader --password-stdin < password"
    })
final class CreateDatabaseCommand extends RegisterDatabaseCommand {
  @Override
  DatabaseRegistration register(
      PlannerApi planner, List<DatabaseRegistration> all, ControlRequest who) {
    if (all.stream().anyMatch(other -> other.name().equals(name))) {
      throw PlimsollException.conflict(
          "a database %s is registered already: ./plimsoll db edit %s changes its registration"
              .formatted(name, name));
    }
    DatabaseKind kind = either(given.kind, DatabaseKind.POSTGRES);
    DatabaseAddress address = forServices(kind);
    List<DatabaseUse> uses = uses(kind);
    if (uses.contains(DatabaseUse.BUILD)
        && given.capacity.isAbsent()
        && all.stream().noneMatch(other -> isOnSameServer(other, address))) {
      throw CapacityOptions.neverGuessed();
    }
    DatabaseRegistration asked =
        DatabaseRegistration.asked(
                name,
                address,
                kind,
                uses,
                new BuildSettings(
                    given.capacity.capacity(),
                    given.capacity.preset(),
                    either(given.rules(), List.of()),
                    Boolean.TRUE.equals(given.buildOnLoad),
                    null,
                    given.strategy,
                    given.window == null ? null : WindowText.parse(given.window)))
            .with(either(given.standbys(address), List.of()));
    return connecting(asked, one -> planner.create(one, who));
  }

  private List<DatabaseUse> uses(DatabaseKind kind) {
    if (!given.uses.isEmpty()) {
      return given.uses;
    }
    return DatabaseUse.of(kind).stream()
        .filter(use -> use != DatabaseUse.BUILD || given.areOfBuilds())
        .toList();
  }
}
