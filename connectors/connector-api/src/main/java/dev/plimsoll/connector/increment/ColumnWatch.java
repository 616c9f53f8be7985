package dev.plimsoll.connector.increment;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Watch of one column of a source, and of transactions that may still add rows to it.
public interface ColumnWatch {
  /// The greatest visible value, behind by the lag at least, and the transactions that were active
  /// after it was read; empty where nothing lies beyond the watermark.
  ///
  /// @param low the watermark; null for the first row
  Optional<Observation> observe(@Nullable String low) throws SQLException;

  Now now() throws SQLException;

  /// Whether a value is greater than another in the column's own order.
  boolean isBeyond(String value, String low) throws SQLException;

  /// Transactions that are active at a moment.
  ///
  /// @param xmin least active transaction number, unsigned; {@link #NO_NUMBERS} where transactions
  ///     have only names
  /// @param open names of transactions, prepared ones included
  /// @param prepared names of those that no session owns
  record Now(long xmin, Set<String> open, Set<String> prepared) {
    /// The greatest unsigned number, for servers without growing transaction numbers.
    public static final long NO_NUMBERS = -1;

    /// Names of those that an observation still waits for.
    public Set<String> inTheWayOf(Observation seen) {
      Set<String> names = new TreeSet<>();
      if (Long.compareUnsigned(xmin, seen.xmax()) < 0) {
        names.add("transaction " + Long.toUnsignedString(xmin));
      }
      names.addAll(seen.open());
      return names;
    }
  }
}
