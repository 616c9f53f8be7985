package dev.plimsoll.connector.source;

/// What a source has left for those who read it.
///
/// @param connections that may still be opened by this role; 0 or less where there are none
/// @param cores that work may be spread over; {@link #UNKNOWN_CORES} where nothing says how many
/// @param busy sessions that compute or read just now, as far as this role is shown them
public record ServerUtilization(int connections, int cores, int busy) {
  /// More than any server keeps busy: no worker is held back for want of a core.
  public static final int UNKNOWN_CORES = Integer.MAX_VALUE;
}
