package dev.plimsoll.sync.extract;

/// What is left of a range of keys that somebody reads, as far as the source's statistics tell.
///
/// @param share of the table's rows, 0 to 1
/// @param tableBytes that the table has in its heap and beside it, whatever of its rows is still
///     alive
record RestOfRange(double share, long tableBytes) {
  long bytes() {
    return Math.round(share * tableBytes);
  }

  /// Whether its end, half of it, is worth a worker of its own.
  ///
  /// Taking it over costs a query and a file more, and the reader's query sent anew: that is about
  /// what reading one range of blocks takes, the least that a query is spent on anywhere. Less than
  /// that is read sooner by who is there already, and as part of a file that it has open.
  ///
  /// @param rangeBytes of a range of blocks, as configured
  boolean isWorthTakingOver(long rangeBytes) {
    return bytes() / 2 >= rangeBytes;
  }
}
