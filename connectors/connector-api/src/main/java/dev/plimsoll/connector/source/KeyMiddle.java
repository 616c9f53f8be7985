package dev.plimsoll.connector.source;

/// A key about the middle of what is left of a range.
///
/// @param key first column of a row that is there
/// @param share of the table's rows that is left in the range, 0 to 1, as far as is known
/// @param tableBytes of the whole table's rows, by the server's statistics
public record KeyMiddle(String key, double share, long tableBytes) {
  public KeyMiddle {
    share = Math.clamp(share, 0, 1);
  }
}
