package dev.plimsoll.sync.load;

/// How the attempt to load a batch ended.
enum LoadOutcome {
  LOADED,
  /// The offset was beyond it already.
  ALREADY_THERE,
  /// Another session holds the offset.
  BUSY
}
