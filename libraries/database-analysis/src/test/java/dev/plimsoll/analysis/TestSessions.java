package dev.plimsoll.analysis;

import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;

/// Sessions of an analysis with a test's database.
record TestSessions(TestDatabase database) implements TargetSessions {
  // What its server's certificate is verified by is in the environment.
  private static final PostgresConnections CONNECTIONS = new PostgresConnections(System.getenv());

  @Override
  public Connection pinned() {
    return CONNECTIONS.pinned().open(database.address(), "analysis");
  }

  @Override
  public Connection byRolesPath() {
    return CONNECTIONS.byRolesPath().open(database.address(), "analysis");
  }
}
