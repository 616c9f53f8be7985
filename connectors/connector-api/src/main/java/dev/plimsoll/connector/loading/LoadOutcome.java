package dev.plimsoll.connector.loading;

/// Outcome of an attempt to load a batch.
public enum LoadOutcome {
  LOADED,
  /// The target's offset was beyond the batch.
  ALREADY_THERE,
  /// Another session holds the offset.
  BUSY
}
