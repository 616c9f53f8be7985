package dev.plimsoll.advice.choice;

/// Limits of a set of new indexes.
///
/// @param bytes of all of them together
/// @param count of indexes
/// @param entries added to them by the table's writes, in the window of its statistics
public record Budget(long bytes, int count, long entries) {
  public static final Budget UNLIMITED =
      new Budget(Long.MAX_VALUE / 4, Integer.MAX_VALUE / 4, Long.MAX_VALUE / 4);

  public Budget {
    if (bytes < 0 || count < 0 || entries < 0) {
      throw new IllegalArgumentException("a budget is not negative");
    }
  }

  public static Budget ofBytes(long bytes) {
    return new Budget(bytes, UNLIMITED.count, UNLIMITED.entries);
  }
}
