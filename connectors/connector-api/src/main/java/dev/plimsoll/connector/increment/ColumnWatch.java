package dev.plimsoll.connector.increment;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Looks at one column of a source and at those who may still add rows to it.
public interface ColumnWatch {
  /// The greatest value that can be seen, no nearer to the end than the lag asks for, and who was
  /// at work after it was seen; empty where nothing is beyond the watermark.
  ///
  /// @param low the watermark; null for the first row
  Optional<Observation> observe(@Nullable String low) throws SQLException;

  /// Who is at work now.
  Now now() throws SQLException;

  /// Whether a value is greater than another, by the column's own order.
  boolean isBeyond(String value, String low) throws SQLException;

  /// @param xmin least number of a transaction that runs; the greatest number there is, without
  ///     sign, where transactions are told apart by their names alone
  /// @param open names of transactions, the prepared ones among them
  /// @param prepared that belong to no session any more
  record Now(long xmin, Set<String> open, Set<String> prepared) {
    /// Where transactions have no numbers that grow.
    public static final long NO_NUMBERS = -1;

    /// @param seen as it is after this
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
