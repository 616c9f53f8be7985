package dev.plimsoll.connector.source;

import org.jspecify.annotations.Nullable;

/// A table's snapshot is gone: rows read later would not match those read under it.
public final class SnapshotLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SnapshotLostException(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
