package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Limit of the rows that one increment may delete at the target. Pure.
///
/// @param maxPercent of the rows that the target has, 1 to 100
/// @param maxRows 1 or more
public record DeleteLimit(int maxPercent, long maxRows) {
  private static final int ALL = 100;
  private static final int DEFAULT_PERCENT = 10;
  private static final long DEFAULT_ROWS = 1_000_000;

  /// @return null where nothing is to be deleted
  /// @throws PlimsollException INVALID_REQUEST
  static @Nullable DeleteLimit of(@Nullable DeletesRequest wanted) {
    if (wanted == null) {
      return null;
    }
    int percent = wanted.maxPercent() == null ? DEFAULT_PERCENT : wanted.maxPercent();
    long rows = wanted.maxRows() == null ? DEFAULT_ROWS : wanted.maxRows();
    if (percent < 1 || percent > ALL || rows < 1) {
      throw PlimsollException.invalidRequest(
          "increment.deletes.maxPercent is 1 to 100, and maxRows 1 or more");
    }
    return new DeleteLimit(percent, rows);
  }

  /// Reason, in words, why so many rows may not be deleted; null where they may. A share is rounded
  /// up, so that one row may go from a small table. The last row goes with 100 percent only.
  ///
  /// @param deletes of one increment in all, 0 to `rows`
  /// @param rows that the target had before the first of them
  public @Nullable String exceededBy(long deletes, long rows) {
    boolean emptied = deletes > 0 && deletes == rows && maxPercent < ALL;
    long share = Math.ceilDiv(rows * maxPercent, ALL);
    if (emptied || deletes > share) {
      return text(deletes, rows, maxPercent + " % of them (maxPercent)");
    }
    if (deletes > maxRows) {
      return text(deletes, rows, String.format(Locale.ROOT, "%,d (maxRows)", maxRows));
    }
    return null;
  }

  private static String text(long deletes, long rows, String limit) {
    return String.format(
        Locale.ROOT,
        "%,d of its %,d rows at the target have keys that the source has no more; the limit is %s",
        deletes,
        rows,
        limit);
  }
}
