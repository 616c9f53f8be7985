package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/endpoints/{name}` of the sync service: a database to read from or load into.
///
/// @param name 1 to 63 letters, digits, `-` or `_`
/// @param kind of server; absent is PostgreSQL. MariaDB is read from, never loaded into; Redshift
///     is loaded into, never read from
public record EndpointRegistration(
    @Within(Bound.NAME) String name, DatabaseAddress address, @Nullable DatabaseKind kind) {

  /// Of a PostgreSQL.
  public EndpointRegistration(String name, DatabaseAddress address) {
    this(name, address, DatabaseKind.POSTGRES);
  }

  /// As an answer may show it.
  public EndpointRegistration shown() {
    return new EndpointRegistration(name, address.shown(), kind);
  }

  @Override
  public DatabaseKind kind() {
    return kind == null ? DatabaseKind.POSTGRES : kind;
  }
}
