package dev.plimsoll.sync.endpoint;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.sync.database.SyncDatabase;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The registered endpoints.
@Singleton
public final class Endpoints {
  private static final String PUT =
      """
      INSERT INTO endpoint (name, host, port, database, username, ssl_mode, credential, kind)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE
      SET host = excluded.host, port = excluded.port, database = excluded.database,
          username = excluded.username, ssl_mode = excluded.ssl_mode,
          credential = excluded.credential, kind = excluded.kind, registered_at = now()
      """;
  private static final String ALL = "SELECT * FROM endpoint ORDER BY name";
  private static final String ONE = "SELECT * FROM endpoint WHERE name = ?";

  private final SyncDatabase database;

  public Endpoints(SyncDatabase database) {
    this.database = database;
  }

  public void put(EndpointRegistration endpoint) {
    DatabaseAddress address = endpoint.address();
    database.tell(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setString(1, endpoint.name());
            statement.setString(2, address.host());
            statement.setInt(3, address.port());
            statement.setString(4, address.database());
            statement.setString(5, address.user());
            statement.setString(6, address.sslMode().value());
            statement.setString(7, address.credential().value());
            statement.setString(8, endpoint.kind().name());
            statement.executeUpdate();
          }
        });
  }

  public List<EndpointRegistration> all() {
    return database.ask(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            return read(statement);
          }
        });
  }

  /// @throws PlimsollException NOT_FOUND
  public EndpointRegistration get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                PlimsollException.notFound(
                    "no source or target is registered as \"" + name + "\""));
  }

  Optional<EndpointRegistration> find(String name) {
    return database.ask(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setString(1, name);
            return read(statement).stream().findFirst();
          }
        });
  }

  /// Of a database that is loaded batch by batch, and may hold a catalog.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST for a kind that is loaded otherwise, or
  ///     never
  public DatabaseAddress loadedByBatches(String name) {
    return loaded(name, DatabaseKind.Loading.BATCHES);
  }

  /// Of a database that fetches whole files.
  ///
  /// @throws PlimsollException as [#loadedByBatches]
  public DatabaseAddress loadedByFiles(String name) {
    return loaded(name, DatabaseKind.Loading.FILES);
  }

  private DatabaseAddress loaded(String name, DatabaseKind.Loading wanted) {
    EndpointRegistration endpoint = get(name);
    DatabaseKind.Loading loading = endpoint.kind().loading();
    if (loading == wanted) {
      return endpoint.address();
    }
    throw PlimsollException.invalidRequest(
        "\"%s\" is a %s: %s"
            .formatted(
                name,
                endpoint.kind().title(),
                switch (loading) {
                  case BATCHES -> "it is loaded by ./plimsoll load run";
                  case FILES -> "it is loaded by ./plimsoll load redshift, and holds no catalog";
                  case NEVER -> "it is never loaded into, nor holds a catalog";
                }));
  }

  private static List<EndpointRegistration> read(PreparedStatement statement) throws SQLException {
    List<EndpointRegistration> endpoints = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        endpoints.add(
            new EndpointRegistration(
                row.getString("name"),
                new DatabaseAddress(
                    row.getString("host"),
                    row.getInt("port"),
                    row.getString("database"),
                    row.getString("username"),
                    SslMode.of(row.getString("ssl_mode")),
                    new CredentialReference(row.getString("credential"))),
                DatabaseKind.valueOf(row.getString("kind"))));
      }
    }
    return endpoints;
  }
}
