package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/databases/test` of the sync service: a check of a database before its
/// registration.
public record DatabaseCheckRequest(
    @Within(Bound.NAME) String name, @Nullable DatabaseKind kind, DatabaseAddress address) {}
