package dev.plimsoll.contracts.database;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a registered database serves as.
public enum DatabaseUse {
  /// Tables are read from it.
  SOURCE,
  /// Tables are loaded into it.
  TARGET,
  /// Keys and indexes are built there, on a load line.
  BUILD;

  /// All that a kind of database can serve as, in their order.
  public static List<DatabaseUse> of(DatabaseKind kind) {
    return Arrays.stream(values()).filter(use -> use.isPossible(kind)).toList();
  }

  /// Those that are said, or all that a kind can serve as where none is.
  public static List<DatabaseUse> orAll(@Nullable List<DatabaseUse> said, DatabaseKind kind) {
    return said == null || said.isEmpty() ? of(kind) : List.copyOf(said);
  }

  /// Whether a kind of database can serve as this.
  public boolean isPossible(DatabaseKind kind) {
    return switch (this) {
      case SOURCE -> kind.isRead();
      case TARGET -> kind.loading() != DatabaseKind.Loading.NEVER;
      case BUILD -> kind.loading() == DatabaseKind.Loading.BATCHES;
    };
  }
}
