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

  /// For compilers of this process and of the service, and for connections: of no figure.
  static KnnRounds forCompilers(boolean quick) {
    return new KnnRounds(0, 20, 400, Duration.ofSeconds(quick ? 3 : 15));
  }

  /// Whether another round is due.
  ///
  /// @param done without warm-ups
  boolean goOn(int done, Duration spent) {
    return done < least || done < most && spent.compareTo(budget) < 0;
  }
}
