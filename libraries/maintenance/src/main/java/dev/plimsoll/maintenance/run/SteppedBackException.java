package dev.plimsoll.maintenance.run;

import java.sql.SQLException;

/// An action has given way, or was told to stop. It is tried again later.
final class SteppedBackException extends SQLException {
  private static final long serialVersionUID = 1L;

  SteppedBackException(String why) {
    super(why);
  }

  SteppedBackException(String why, SQLException cause) {
    super(why, cause.getSQLState(), cause);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
