package dev.plimsoll.builder.lane;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Behavior of builds towards a target.
@ConfigMapping(prefix = "plimsoll.builder")
public interface BuilderConfig {
  Lock lock();

  Session session();

  /// The short locks that attaching a key needs: readers of the table wait for them too.
  interface Lock {
    /// Of one attempt.
    @WithDefault("500ms")
    Duration timeout();

    /// Before the build fails with `lock-timeout`, which the planner tries again later.
    @WithDefault("60")
    int attempts();

    /// Pause after the first failed try; doubled each time.
    @WithDefault("500ms")
    Duration firstPause();

    /// Limit of the doubling.
    @WithDefault("30s")
    Duration longestPause();
  }

  /// The sessions in the target, and what happens when one is lost.
  interface Session {
    /// How long a session stays logged in after a build, for the next one; zero ends it at once.
    @WithDefault("5s")
    Duration keptFor();

    /// Sessions that a delivery uses before it fails with `build-lost` or `database-unreachable`.
    @WithDefault("5")
    int attempts();

    /// Pause after the first broken session; doubled each time.
    @WithDefault("1s")
    Duration firstPause();

    /// Limit of the doubling.
    @WithDefault("15s")
    Duration longestPause();
  }
}
