package dev.plimsoll.contracts.database;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A use of a registered database.
public enum DatabaseUse {
  /// Tables are read from it.
  SOURCE,
  /// Tables are loaded into it.
  TARGET,
  /// Keys and indexes are built there, on a load line.
  BUILD;

  /// All uses that a kind of database allows.
  public static List<DatabaseUse> of(DatabaseKind kind) {
    return Arrays.stream(values()).filter(use -> use.isPossible(kind)).toList();
  }

  /// The uses given, or all that the kind allows where there are none.
  public static List<DatabaseUse> orAll(@Nullable List<DatabaseUse> said, DatabaseKind kind) {
    return said == null || said.isEmpty() ? of(kind) : List.copyOf(said);
  }

  public boolean isPossible(DatabaseKind kind) {
    return switch (this) {
      case SOURCE -> kind.isRead();
      case TARGET -> kind.loading() != DatabaseKind.Loading.NEVER;
      case BUILD -> kind.loading() == DatabaseKind.Loading.BATCHES;
    };
  }
}
