package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.KeyMiddle;
import dev.plimsoll.connector.table.ReadRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Division of a table into ranges of its first key column by probing the index, at some descents
/// per bound whatever the number of rows.
///
/// MariaDB has no histograms by default, and keys are unevenly distributed. So the search for the
/// middle row starts halfway between two keys, and follows the engine's estimate of the rows on
/// both sides. Every bound is the key of an existing row, in the column's own order: no range is
/// empty, however wide the gaps.
record MariaDbRanges(MariaDbSession session, MariaDbTable table) {
  /// Steps of a search for the middle; each halves the key space.
  private static final int STEPS = 40;

  /// Share of the rows that is close enough to one half.
  private static final double NEAR_HALF = 0.4;

  /// Pieces for each wanted range, so that ranges made of them have about equal sizes.
  private static final int PIECES_PER_RANGE = 4;

  private static final int MOST_PIECES = 64;

  private MariaDbColumn first() {
    return table.keyColumns().getFirst();
  }

  /// Rows from a key to the next piece; their number is the engine's estimate.
  record Piece(String from, long rows) {}

  /// Ranges of about equally many rows that cover every key; fewer than wanted where keys are too
  /// alike.
  List<ReadRange> cut(int wanted) {
    Optional<String> least = wanted < 2 ? Optional.empty() : edge(false, List.of());
    return least.isEmpty()
        ? ReadRange.everythingTimes(1)
        : ranges(pieces(least.get(), wanted), wanted);
  }

  private List<Piece> pieces(String least, int wanted) {
    List<Piece> pieces = new ArrayList<>();
    List<Piece> whole = new ArrayList<>();
    pieces.add(new Piece(least, Math.max(1, estimate(least, null))));
    int count = Math.max(wanted, Math.min(MOST_PIECES, wanted * PIECES_PER_RANGE));
    while (pieces.size() < count) {
      int largest = largest(pieces, whole);
      if (largest < 0) {
        break;
      }
      Piece piece = pieces.get(largest);
      @Nullable String end = largest + 1 < pieces.size() ? pieces.get(largest + 1).from() : null;
      Optional<Cut> cut = middle(piece.from(), end);
      if (cut.isEmpty()) {
        whole.add(piece);
      } else {
        pieces.set(largest, new Piece(piece.from(), cut.get().before()));
        pieces.add(largest + 1, new Piece(cut.get().key(), cut.get().after()));
      }
    }
    return pieces;
  }

  private static int largest(List<Piece> pieces, List<Piece> whole) {
    int largest = -1;
    for (int i = 0; i < pieces.size(); i++) {
      if (!whole.contains(pieces.get(i))
          && (largest < 0 || pieces.get(i).rows() > pieces.get(largest).rows())) {
        largest = i;
      }
    }
    return largest;
  }

  /// Joins neighbouring pieces to ranges of about equally many rows. Pure.
  static List<ReadRange> ranges(List<Piece> pieces, int wanted) {
    long total = pieces.stream().mapToLong(Piece::rows).sum();
    List<ReadRange> ranges = new ArrayList<>();
    @Nullable String lower = null;
    long before = 0;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      int made = ranges.size() + 1;
      boolean due = before * wanted >= total * made || pieces.size() - i <= wanted - made;
      if (i > 0 && made < wanted && due) {
        ranges.add(new ReadRange(lower, piece.from()));
        lower = piece.from();
      }
      before += piece.rows();
    }
    ranges.add(new ReadRange(lower, null));
    return List.copyOf(ranges);
  }

  /// A key near the middle of the unread part of a range; empty where unknown.
  ///
  /// @param after exclusive lower bound
  /// @param upper exclusive upper bound; null for none
  Optional<KeyMiddle> rest(String after, @Nullable String upper) {
    long left = estimate(after, upper);
    double share = (double) left / Math.max(1, Math.max(left, table.source().estimatedRows()));
    return middle(after, upper).map(cut -> new KeyMiddle(cut.key(), share, table.dataBytes()));
  }

  private record Cut(String key, long before, long after) {
    private double balance() {
      return (double) Math.min(before, after) / Math.max(1, before + after);
    }
  }

  /// @param from an existing key
  /// @param end exclusive; null for none
  private Optional<Cut> middle(String from, @Nullable String end) {
    Optional<String> last =
        edge(true, end == null ? List.of() : List.of(MariaDbQuery.compared(table, "<", end)));
    Optional<KeyScale> scale = last.flatMap(key -> KeyScale.between(first().form(), from, key));
    return scale.isEmpty() ? Optional.empty() : middle(from, end, last.orElseThrow(), scale.get());
  }

  private Optional<Cut> middle(String from, @Nullable String end, String last, KeyScale scale) {
    BigInteger low = scale.low();
    BigInteger high = scale.high();
    @Nullable Cut best = null;
    for (int step = 0; step < STEPS && low.compareTo(high) < 0; step++) {
      BigInteger half = scale.halfway(low, high);
      Optional<Cut> cut = cut(from, scale.at(half), last, end);
      if (cut.isEmpty()) {
        // Beyond the last row: the server's order differs from the scale's.
        high = half.subtract(BigInteger.ONE);
        continue;
      }
      if (best == null || cut.get().balance() > best.balance()) {
        best = cut.get();
      }
      if (best.balance() >= NEAR_HALF) {
        break;
      }
      if (cut.get().before() > cut.get().after()) {
        high = half.subtract(BigInteger.ONE);
      } else {
        low = half;
      }
    }
    return Optional.ofNullable(best);
  }

  private Optional<Cut> cut(String from, String candidate, String last, @Nullable String end) {
    Optional<String> key =
        edge(
            false,
            List.of(
                MariaDbQuery.compared(table, ">", from),
                MariaDbQuery.compared(table, ">=", candidate),
                MariaDbQuery.compared(table, "<=", last)));
    return key.isEmpty()
        ? Optional.empty()
        : Optional.of(new Cut(key.get(), estimate(from, key.get()), estimate(key.get(), end)));
  }

  private Optional<String> edge(boolean last, List<String> conditions) {
    try {
      return first().ask(session, MariaDbQuery.edge(table, last, conditions));
    } catch (UnsupportedValueException e) {
      // Such a key bounds no range; reading its row reports it.
      return Optional.empty();
    }
  }

  private long estimate(String from, @Nullable String before) {
    return session
        .list(MariaDbQuery.estimate(table, from, before), row -> row.getLong("rows"))
        .stream()
        .findFirst()
        .orElse(0L);
  }
}
