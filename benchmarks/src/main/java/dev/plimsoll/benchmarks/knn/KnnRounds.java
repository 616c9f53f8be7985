package dev.plimsoll.benchmarks.knn;

import java.time.Duration;

/// How often a table is searched by every contender: until the time is spent, and no more than so
/// often.
///
/// @param warmUps not part of any figure: the service tries numbers of sessions meanwhile
/// @param least 1 or more, whatever time they take
record KnnRounds(int warmUps, int least, int most, Duration budget) {
  private static final int LARGE = 500_000;

  static KnnRounds of(long rows, boolean quick) {
    return quick
        ? new KnnRounds(8, 6, 40, Duration.ofSeconds(5))
        : new KnnRounds(rows < LARGE ? 60 : 30, 15, 200, Duration.ofSeconds(90));
  }

  /// For compilers of this process and of the service, and for connections: of no figure. Both
  /// compile at work for the first few thousand searches, on the cores of the server, and a service
  /// has them behind it for nearly all of its life.
  static KnnRounds forCompilers(boolean quick) {
    return quick
        ? new KnnRounds(0, 20, 400, Duration.ofSeconds(3))
        : new KnnRounds(0, 20, 4_000, Duration.ofSeconds(60));
  }

  /// Whether another round is due.
  ///
  /// @param done without warm-ups
  boolean goOn(int done, Duration spent) {
    return done < least || done < most && spent.compareTo(budget) < 0;
  }
}
