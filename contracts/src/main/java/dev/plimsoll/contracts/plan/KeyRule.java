package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.build.IndexDefinition;

/// A rule: every matching table must have an index of this definition.
///
/// @param tables pattern `schema.table`, with `*` for any run of characters
public record KeyRule(@Within(Bound.TABLE_PATTERN) String tables, IndexDefinition definition) {}
