package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/thresholds` of the sync service: the thresholds of reading by windows, as they hold
/// now, for every process.
///
/// @param version 0 for the ones that the service comes with; one more with each change
/// @param sparseSequenceOptimization by the names and in the structure of
///     `sparse_sequence_optimization`
/// @param changedAt absent before the first change
public record ThresholdsView(
    long version,
    @JsonProperty("sparse_sequence_optimization") Map<String, Object> sparseSequenceOptimization,
    @Nullable Instant changedAt,
    @Nullable String changedBy,
    @Nullable String reason) {}
