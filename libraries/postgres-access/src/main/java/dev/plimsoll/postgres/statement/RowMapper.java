package dev.plimsoll.postgres.statement;

import java.sql.ResultSet;
import java.sql.SQLException;

/// A row's value: reads the columns of the current row, and does not move to another.
@FunctionalInterface
public interface RowMapper<T> {
  T map(ResultSet row) throws SQLException;
}
