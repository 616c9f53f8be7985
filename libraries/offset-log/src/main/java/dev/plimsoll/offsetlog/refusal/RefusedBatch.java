package dev.plimsoll.offsetlog.refusal;

import dev.plimsoll.contracts.log.BatchAppended;
import java.time.Instant;

/// A batch that got no offsets.
///
/// @param code of the error, as [dev.plimsoll.contracts.problem.ErrorCode] writes it
/// @param reason for people, one sentence
public record RefusedBatch(
    long id, Instant refusedAt, String code, String reason, BatchAppended batch) {}
