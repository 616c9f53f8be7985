package dev.plimsoll.contracts.log;

import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import java.util.List;

/// `GET /api/v1/audit/objects` of the materializer: whether the objects that batches refer to are
/// in object storage. An answer is of some of them; the next begins where it ended.
///
/// @param files about how many there are in all; 0 where nobody has counted yet
/// @param lookedAt how many of them this answer is of
/// @param next what to ask for as `after` to go on
/// @param ended there are no more behind these
/// @param findingCount what is wrong; must be 0
/// @param findings the first hundreds of them
public record LogObjectAudit(
    long files,
    long lookedAt,
    long next,
    boolean ended,
    long findingCount,
    List<AuditFinding> findings) {}
