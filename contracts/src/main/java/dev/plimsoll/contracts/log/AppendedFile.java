package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/files` of the materializer: the log has kept a file.
///
/// @param fileId its number in the log
/// @param resent the log had it before
/// @param batches what became of each, in their order; absent where nobody waits for offsets
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppendedFile(long fileId, boolean resent, @Nullable List<BatchOutcome> batches) {}
