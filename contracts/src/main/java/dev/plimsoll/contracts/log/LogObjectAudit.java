package dev.plimsoll.contracts.log;

import dev.plimsoll.contracts.log.LogAudit.CountedFindings;

/// `GET /api/v1/audit/objects` of the materializer: a check that the objects of batches exist. An
/// answer covers some of them; the next begins where it ended.
///
/// @param files in all, estimated; 0 before the first count
/// @param lookedAt files of this answer
/// @param next value of `after` to go on with
public record LogObjectAudit(
    long files, long lookedAt, long next, boolean ended, CountedFindings findings) {}
