package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/schedules` and `PUT /api/v1/schedules/{name}` of the sync service.
///
/// @param every between due times: whole seconds, 10 seconds to 366 days
/// @param extract of each run; with a target it must be an increment
/// @param firstAt the first due time, from which others are counted; absent: now, and for an edit
///     the last one
/// @param verify whether each run ends with a receipt; absent: with a target and not by xmin
/// @param by for the record, unchecked: all users share a token
public record ScheduleRequest(
    @Within(Bound.NAME) String name,
    @Within(Bound.EVERY) Duration every,
    ExtractRequest extract,
    @Nullable @Within(Bound.FIRST_AT) Instant firstAt,
    @Nullable Boolean verify,
    @Nullable @Within(Bound.BY) String by,
    @Nullable @Within(Bound.REASON) String reason) {}
