package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/files` of the materializer: a file is durable in the log.
///
/// @param resent whether the log had it before
/// @param batches outcomes in their order; absent where offsets were not waited for
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppendedFile(long fileId, boolean resent, @Nullable List<BatchOutcome> batches) {}
