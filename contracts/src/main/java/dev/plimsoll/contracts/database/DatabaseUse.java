package dev.plimsoll.contracts.database;

import java.util.Arrays;
import java.util.List;

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

  /// Whether a kind of database can serve as this.
  public boolean isPossible(DatabaseKind kind) {
    return switch (this) {
      case SOURCE -> kind.isRead();
      case TARGET -> kind.loading() != DatabaseKind.Loading.NEVER;
      case BUILD -> kind.loading() == DatabaseKind.Loading.BATCHES;
    };
  }
}
