package dev.plimsoll.offsetlog.assignment;

import java.sql.SQLException;

/// A partition is not where it was read to be, or is gone: somebody gave offsets in it without its
/// lane, or deleted it. The transaction is to be rolled back; the next one reads anew.
public final class OvertakenException extends SQLException {
  private static final String SERIALIZATION_FAILURE = "40001";

  OvertakenException() {
    super("a partition moved on or was deleted meanwhile", SERIALIZATION_FAILURE);
  }
}
