package dev.plimsoll.connector.source;

import org.jspecify.annotations.Nullable;

/// The snapshot that a table is read under is no more: nothing may be read beside what was read
/// under it.
public final class SnapshotLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SnapshotLostException(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
