package dev.plimsoll.cli.db;

import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a database serves as, as people write it: `source,target,build`.
final class DatabaseUses {
  private DatabaseUses() {}

  static String text(DatabaseRegistration database) {
    return text(database.uses());
  }

  static String text(List<DatabaseUse> uses) {
    return uses.stream()
        .map(use -> use.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }
}
