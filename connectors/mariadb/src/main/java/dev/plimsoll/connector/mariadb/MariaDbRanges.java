package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.KeyMiddle;
import dev.plimsoll.connector.table.ReadRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parts a table by the first column of its key, by probing the index: some steps down the tree
/// each, however many rows there are. MariaDB keeps no histogram unless somebody asks it to, and
/// keys lie unevenly; so halfway between two keys is where the search for the middle of their rows
/// begins, and the engine's own estimate of the rows on both sides, from the ends of a range in the
/// index, is what it goes by. Every bound is the key of a row that is there, found by the column's
/// own order: no range is empty, however wide the gaps are.
final class MariaDbRanges {
  /// Steps of a search for the middle: each halves the space of keys that it may be in.
  private static final int STEPS = 40;

  /// A part of the rows that is near enough to the half of them.
  private static final double NEAR_HALF = 0.4;

  /// Of each range that is wanted, so that ranges put together from them are about equal.
  private static final int PIECES_PER_RANGE = 4;

  private static final int MOST_PIECES = 64;

  private final MariaDbSession session;
  private final MariaDbTable table;
  private final MariaDbColumn first;

  MariaDbRanges(MariaDbSession session, MariaDbTable table) {
    this.session = session;
    this.table = table;
    this.first = table.keyColumns().getFirst();
  }

  /// Rows from a key on, up to the next piece.
  ///
  /// @param rows as the engine estimates them
  record Piece(String from, long rows) {}

  /// Ranges of about as many rows each, which together cover every key.
  ///
  /// @param wanted 1 or more; fewer where keys cannot be told apart
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

  /// Puts neighbouring pieces together to ranges of about as many rows each. Pure.
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

  /// A key about the middle of what is left of a range, and how much that is; empty where nothing
  /// can be told.
  ///
  /// @param after which key it must lie
  /// @param upper before which; null for no bound
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

  /// @param from a key that is there
  /// @param end null for no bound
  private Optional<Cut> middle(String from, @Nullable String end) {
    Optional<String> last =
        edge(true, end == null ? List.of() : List.of(MariaDbQuery.compared(table, "<", end)));
    Optional<KeyScale> scale = last.flatMap(key -> KeyScale.between(first.form(), from, key));
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
        // Beyond the last row, by the server's order: that is another one than was thought.
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
      return first.ask(session, MariaDbQuery.edge(table, last, conditions));
    } catch (UnsupportedValueException e) {
      // Such a key bounds no range. It is told when its row is read.
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
