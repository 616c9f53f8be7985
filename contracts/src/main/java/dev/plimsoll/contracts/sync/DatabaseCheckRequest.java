package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/database-checks` of the sync service: whether a database can be used, before it is
/// registered.
///
/// @param name that it is to have
/// @param kind of server; absent is PostgreSQL
public record DatabaseCheckRequest(
    @Within(Bound.NAME) String name, @Nullable DatabaseKind kind, DatabaseAddress address) {}
