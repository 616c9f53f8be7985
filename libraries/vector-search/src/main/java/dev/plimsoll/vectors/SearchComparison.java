package dev.plimsoll.vectors;

import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.plan.SearchPlan;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.Cancellation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The ways of a search, measured on the user's own table: each in turn, so that what else goes on
/// hits all of them.
///
/// @param ways the first is one statement, exact
public record SearchComparison(List<Way> ways) {
  private static final int WARM_UP = 2;
  private static final int WAYS = 3;

  public SearchComparison {
    ways = List.copyOf(ways);
  }

  /// @param plan as carried out the last time
  /// @param median of all rounds
  /// @param worst of all rounds
  /// @param speedup median of one statement over this one's
  /// @param recall share of the nearest rows that it found; 1 where it is exact
  public record Way(
      SearchPlan plan, Duration median, Duration worst, double speedup, double recall) {}

  /// Searches of a comparison at most.
  public static int searches(int rounds) {
    return WAYS * (WARM_UP + rounds);
  }

  /// Compares one statement, what an exact search would do, and the query's own mode.
  ///
  /// @param rounds 1 or more
  /// @throws SQLException exceptions as [SearchedDatabase#search]
  public static SearchComparison of(
      SearchedDatabase database, SearchQuery query, int rounds, Cancellation cancellation)
      throws SQLException, InterruptedException {
    SearchSettings settings = database.settings();
    List<Measured> measured = new ArrayList<>();
    measured.add(new Measured(query.with(new SearchMode.Exact()), settings.alone()));
    measured.add(new Measured(query.with(new SearchMode.Exact()), settings));
    if (!(query.mode() instanceof SearchMode.Exact)) {
      measured.add(new Measured(query, settings));
    }
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Measured one : measured) {
        one.run(database, cancellation, round >= 0);
      }
    }
    Measured alone = measured.getFirst();
    return new SearchComparison(measured.stream().map(one -> one.beside(alone)).toList());
  }

  private static final class Measured {
    private final SearchQuery query;
    private final SearchSettings settings;
    private final List<SearchAnswer> answers = new ArrayList<>();

    private Measured(SearchQuery query, SearchSettings settings) {
      this.query = query;
      this.settings = settings;
    }

    private void run(SearchedDatabase database, Cancellation cancellation, boolean counts)
        throws SQLException, InterruptedException {
      SearchAnswer answer = database.search(query, cancellation, settings);
      if (counts) {
        answers.add(answer);
      }
    }

    private Way beside(Measured alone) {
      long[] nanos = nanos();
      long[] ofOne = alone.nanos();
      long median = nanos[nanos.length / 2];
      return new Way(
          answers.getLast().plan(),
          Duration.ofNanos(median),
          Duration.ofNanos(nanos[nanos.length - 1]),
          (double) ofOne[ofOne.length / 2] / median,
          recall(alone.answers.getLast().rows(), answers.getLast().rows()));
    }

    private long[] nanos() {
      long[] nanos = answers.stream().mapToLong(answer -> answer.elapsed().toNanos()).toArray();
      Arrays.sort(nanos);
      return nanos;
    }

    private static double recall(List<Neighbor> exact, List<Neighbor> found) {
      if (exact.isEmpty()) {
        return 1;
      }
      Set<List<String>> keys = new HashSet<>();
      exact.forEach(one -> keys.add(one.key()));
      long hits = found.stream().filter(one -> keys.contains(one.key())).count();
      return (double) hits / exact.size();
    }
  }
}
