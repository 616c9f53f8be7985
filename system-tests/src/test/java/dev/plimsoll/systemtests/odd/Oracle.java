package dev.plimsoll.systemtests.odd;

import dev.plimsoll.systemtests.odd.OddTables.Want;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// PostgreSQL itself, asked on a copy of the database: what it cannot do, nobody can.
public final class Oracle {
  /// Instead of a SQLSTATE: it was built.
  public static final String POSSIBLE = "";

  private Oracle() {}

  /// Each by itself, and nothing stays.
  ///
  /// @param copy as the role that builds, without a transaction
  /// @return the SQLSTATE by want, or [#POSSIBLE]
  public static Map<Want, String> ask(Connection copy, List<Want> wants) throws SQLException {
    Map<Want, String> states = new HashMap<>();
    copy.setAutoCommit(false);
    try (Statement statement = copy.createStatement()) {
      for (Want want : wants) {
        try {
          statement.execute(want.statement());
          states.put(want, POSSIBLE);
        } catch (SQLException e) {
          states.put(want, e.getSQLState());
        }
        copy.rollback();
      }
    }
    return states;
  }
}
