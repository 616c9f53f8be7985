package dev.plimsoll.connector.loading;

/// How the attempt to load a batch ended.
public enum LoadOutcome {
  LOADED,
  /// The offset was beyond it already.
  ALREADY_THERE,
  /// Another session holds the offset.
  BUSY
}
