package dev.plimsoll.contracts.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change of a registration: `GET /api/v1/databases/{name}/changes` of the planner.
///
/// @param edition of the registration after the change; the `ETag` of `GET`
/// @param by empty where unknown
/// @param registration afterwards; null where it was removed
public record DatabaseChange(
    long edition,
    Instant at,
    String by,
    @Nullable String reason,
    @Nullable DatabaseRegistration registration) {}
