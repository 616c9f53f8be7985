package dev.plimsoll.connector.source;

/// Spare capacity of a source.
///
/// @param connections that this role may still open; 0 or less for none
/// @param cores of the server; {@link #UNKNOWN_CORES} where unknown
/// @param busy active sessions, as far as this role sees them
public record ServerUtilization(int connections, int cores, int busy) {
  /// More than any server has, so that cores do not limit the workers.
  public static final int UNKNOWN_CORES = Integer.MAX_VALUE;
}
