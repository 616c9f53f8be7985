package dev.plimsoll.connector.source;

/// A key near the middle of the unread part of a range.
///
/// @param key value of the first key column in an existing row
/// @param share of the table's rows in that unread part, 0 to 1, estimated
/// @param tableBytes of the whole table, estimated
public record KeyMiddle(String key, double share, long tableBytes) {
  public KeyMiddle {
    share = Math.clamp(share, 0, 1);
  }
}
