package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.build.IndexDefinition;

/// Tables that match must have this.
///
/// @param tables pattern `schema.table`, with `*` for any run of characters
public record KeyRule(@Within(Bound.TABLE_PATTERN) String tables, IndexDefinition definition) {}
