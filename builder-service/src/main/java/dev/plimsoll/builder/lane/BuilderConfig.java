package dev.plimsoll.builder.lane;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How builds behave towards a target.
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

    /// After the first time that the lock was not to be had; it doubles each time.
    @WithDefault("500ms")
    Duration firstPause();

    /// That it does not grow beyond.
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

    /// After the first session that broke; it doubles each time.
    @WithDefault("1s")
    Duration firstPause();

    /// That it does not grow beyond.
    @WithDefault("15s")
    Duration longestPause();
  }
}
