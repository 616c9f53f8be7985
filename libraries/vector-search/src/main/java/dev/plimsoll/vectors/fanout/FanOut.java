package dev.plimsoll.vectors.fanout;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.scan.range.LongSpace;
import dev.plimsoll.scan.range.RangeBoard;
import dev.plimsoll.scan.range.ScanRange;
import dev.plimsoll.scan.range.StealingPolicy;
import dev.plimsoll.scan.run.ParallelScan;
import dev.plimsoll.scan.run.ScanFailedException;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.CommonSnapshot;
import dev.plimsoll.vectors.session.SearchSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Search by several sessions, each of which reads portions of the whole under one snapshot.
///
/// It is whole, or it fails: no portion is left out.
public final class FanOut {
  private FanOut() {}

  /// Search in one portion.
  @FunctionalInterface
  public interface Query {
    /// @param from null for the beginning
    /// @param to excluded; null for the end, whatever came behind it meanwhile
    /// @return in the order of distance and key
    List<Neighbor> run(Connection connection, @Nullable Long from, @Nullable Long to)
        throws SQLException;
  }

  /// @param sessions 1 or more, lent to this search only; the first one's transaction goes on. Of
  ///     the others those take part that get the table's lock at once.
  /// @return what each portion has, in the order of distance and key
  /// @throws SQLException of the first session that failed; the others' statements are ended
  /// @throws InterruptedException when the caller is interrupted, likewise
  public static List<List<Neighbor>> run(
      QualifiedName table, List<SearchSession> sessions, Portions portions, Query query)
      throws SQLException, InterruptedException {
    List<SearchSession> ready = CommonSnapshot.begin(table, sessions);
    SnapshotReader reader = new SnapshotReader(portions, query, ready);
    List<List<Neighbor>> found = new ArrayList<>();
    ParallelScan.Options options = ParallelScan.Options.virtual(ready.size(), Integer.MAX_VALUE);
    try (ParallelScan<Long, List<Neighbor>> scan =
        ParallelScan.start(portions.board(), reader, options)) {
      for (@Nullable List<Neighbor> next = scan.next(); next != null; next = scan.next()) {
        found.add(next);
      }
    } catch (ScanFailedException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw e;
    }
    return found;
  }

  /// What is shared: numbers from 0 on.
  ///
  /// @param size how many, 1 or more
  /// @param ranges to cut them into at first, 1 or more
  /// @param portion that is worth a statement, 1 or more. One reads half of what is left of its
  ///     range, and all of it below two portions; behind it an idle session may take over the rest.
  public record Portions(long size, int ranges, long portion) {
    public Portions {
      if (size < 1 || ranges < 1 || portion < 1) {
        throw new IllegalArgumentException(
            "size %d, ranges %d, portions of %d".formatted(size, ranges, portion));
      }
    }

    private RangeBoard<Long> board() {
      List<ScanRange<Long>> initial = new ArrayList<>();
      @Nullable Long from = null;
      for (int i = 1; i < ranges; i++) {
        long to = size * i / ranges;
        if (to > (from == null ? 0 : from)) {
          initial.add(new ScanRange<>(from, to));
          from = to;
        }
      }
      initial.add(new ScanRange<>(from, null));
      return new RangeBoard<>(LongSpace.blocks(size, 1), new StealingPolicy(portion), initial);
    }

    /// End of what the next statement reads; null for the end of all.
    @Nullable Long end(ScanRange<Long> rest) {
      long from = rest.from() == null ? 0 : rest.from();
      @Nullable Long to = rest.to();
      long left = (to == null ? size : to) - from;
      return left < 2 * portion ? to : Long.valueOf(from + left / 2);
    }
  }
}
