package dev.plimsoll.cli.db;

import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.CredentialOptions;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options of a registration.
final class RegistrationOptions {
  private static final String NONE = "none";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "postgres, mariadb or redshift (default: postgres).")
  @Nullable DatabaseKind kind;

  @Option(
      names = "--as",
      paramLabel = "USE",
      split = ",",
      description =
          "source, target or build; several with commas (default: to read from and to load into, as"
              + " the kind allows; and for builds where a load line, a rule or another option of"
              + " builds is given).")
  List<DatabaseUse> uses = new ArrayList<>();

  @Mixin final AddressOptions address = new AddressOptions();
  @Mixin final CredentialOptions credential = new CredentialOptions();

  @Option(
      names = "--standby",
      paramLabel = "HOST[:PORT]",
      description =
          "A standby that advice asks, too, whether it reads an index, by the same role and"
              + " password; those given replace all that are there, none takes them back;"
              + " repeatable.")
  private List<String> standbys = new ArrayList<>();

  @Mixin final CapacityOptions capacity = new CapacityOptions();

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "What must exist, for example 'shop.*: index (customer_id)'; repeatable.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rules from a file, one a line, # for comments.")
  private @Nullable Path rulesFile;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = "That plans are arranged by (default: moldable).")
  @Nullable String strategy;

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      description =
          "When builds may start, every day: 22:00+4h@Europe/Berlin (default: at any time); always"
              + " takes back what was given before.")
  @Nullable String window;

  @Option(
      names = "--build-on-load",
      negatable = true,
      description = "Plan and build by itself whenever a load into it ends.")
  @Nullable Boolean buildOnLoad;

  /// @param primary whose port is the usual one
  /// @return null where none is given
  /// @throws PlimsollException USAGE for what is no server
  @Nullable List<StandbyAddress> standbys(DatabaseAddress primary) {
    if (standbys.isEmpty()) {
      return null;
    }
    return standbys.equals(List.of(NONE))
        ? List.of()
        : standbys.stream().map(one -> ResolvedAddress.standby(one, primary)).toList();
  }

  @Nullable List<KeyRule> rules() {
    return rules.isEmpty() && rulesFile == null ? null : RuleText.all(rulesFile, rules);
  }

  boolean areOfBuilds() {
    return !capacity.isAbsent()
        || !rules.isEmpty()
        || rulesFile != null
        || strategy != null
        || window != null
        || Boolean.TRUE.equals(buildOnLoad);
  }
}
