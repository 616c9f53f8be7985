package dev.plimsoll.postgres.statement;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Mapper of the current row to a value; it does not move the cursor.
@FunctionalInterface
public interface RowMapper<T> {
  T map(ResultSet row) throws SQLException;
}
