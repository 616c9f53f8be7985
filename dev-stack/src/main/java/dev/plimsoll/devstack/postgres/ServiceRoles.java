package dev.plimsoll.devstack.postgres;

import dev.plimsoll.devstack.folder.Secrets;
import java.util.ArrayList;
import java.util.List;

/// Statements of a new server: the services' database, in which each has a role and a schema of its
/// own, and no other rights. The names are constants.
public final class ServiceRoles {
  private ServiceRoles() {}

  /// For a session on any database of the server.
  public static List<String> roles(String database, Secrets secrets) {
    List<String> statements = new ArrayList<>();
    for (String role : Secrets.ROLES) {
      statements.add("CREATE ROLE " + role + " LOGIN");
      statements.add(RandomPassword.alterRole(role, secrets.rolePassword(role)));
    }
    statements.add("CREATE DATABASE " + database);
    return statements;
  }

  /// For a session on the services' database, after [#roles].
  public static List<String> schemas(String database) {
    List<String> statements =
        new ArrayList<>(
            List.of(
                "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC"));
    for (String role : Secrets.ROLES) {
      String schema = role.substring("plimsoll_".length());
      statements.add("GRANT CONNECT, TEMPORARY ON DATABASE %s TO %s".formatted(database, role));
      statements.add("CREATE SCHEMA %s AUTHORIZATION %s".formatted(schema, role));
      statements.add(
          "ALTER ROLE %s IN DATABASE %s SET search_path = %s".formatted(role, database, schema));
    }
    return statements;
  }
}
