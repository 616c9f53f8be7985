package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/schedules` of the sync service.
///
/// @param name 1 to 63 letters, digits, `-` or `_`
/// @param every from one due time to the next: whole seconds, 10 seconds to 366 days
/// @param extract what each run asks for; with a target it must be an increment
/// @param firstAt the first due time, from which the others are counted; absent: now
/// @param verify each run ends with a receipt; absent: where there can be one, which is with a
///     target and not by xmin
/// @param by who asks, for the record, at most 100 characters; it is not checked, since all share
///     a token
/// @param reason for the record, at most 300 characters
public record ScheduleRequest(
    @Within(Bound.NAME) String name,
    @Within(Bound.EVERY) Duration every,
    ExtractRequest extract,
    @Nullable @Within(Bound.FIRST_AT) Instant firstAt,
    @Nullable Boolean verify,
    @Nullable @Within(Bound.BY) String by,
    @Nullable @Within(Bound.REASON) String reason) {}
