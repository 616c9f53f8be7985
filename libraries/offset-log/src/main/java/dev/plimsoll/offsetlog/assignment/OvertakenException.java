package dev.plimsoll.offsetlog.assignment;

import java.sql.SQLException;

/// An exception for outdated reads: a partition has moved or is gone, or a file was just
/// forgotten. The transaction is to be rolled back; the next one reads anew.
public final class OvertakenException extends SQLException {
  OvertakenException(String what) {
    super(what, "40001");
  }
}
