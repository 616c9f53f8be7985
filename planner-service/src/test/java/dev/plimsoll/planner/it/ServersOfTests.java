package dev.plimsoll.planner.it;

import dev.plimsoll.planner.server.ServerIdentity;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.sql.Connection;
import java.sql.SQLException;

/// Each database of the tests' one server stands for a server of its own, with a load line of its
/// own, but for those that a test has share one: the words before a `__` in their names.
@Alternative
@Priority(1)
@ApplicationScoped
public class ServersOfTests implements ServerIdentity {
  @Override
  public String identifier(Connection connection) throws SQLException {
    return Sql.of(connection, "SELECT split_part(current_database(), '__', 1)")
        .one(row -> row.getString(1));
  }
}
