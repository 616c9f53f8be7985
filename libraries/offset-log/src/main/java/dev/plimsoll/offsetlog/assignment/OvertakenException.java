package dev.plimsoll.offsetlog.assignment;

import java.sql.SQLException;

/// An exception that says that what was read is out of date: a partition is elsewhere, since
/// somebody gave offsets in it without its shard, or is gone; a file that came again has just been
/// forgotten. The transaction is to be rolled back; the next one reads anew.
public final class OvertakenException extends SQLException {
  private static final String SERIALIZATION_FAILURE = "40001";

  OvertakenException(String what) {
    super(what, SERIALIZATION_FAILURE);
  }
}
