package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.DatabaseAddress;

/// `PUT /api/v1/endpoints/{name}` of the sync service: a database to read from or load into.
///
/// @param name 1 to 63 letters, digits, `-` or `_`
public record EndpointRegistration(String name, DatabaseAddress address) {}
