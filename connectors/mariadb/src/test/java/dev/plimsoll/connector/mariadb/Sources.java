package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.RowLimit;
import java.time.Duration;

/// The source under test, with rows of any size and no locks.
final class Sources {
  static final MariaDbSource SOURCE =
      new MariaDbSource(
          new MariaDbConnections(System.getenv()),
          RowLimit.NONE,
          new ReadingSizes(8 << 20, 64 << 20, 64, 4),
          Duration.ZERO);

  private Sources() {}
}
