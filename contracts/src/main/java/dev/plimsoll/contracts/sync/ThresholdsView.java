package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/thresholds` of the sync service: the thresholds of reading by windows.
///
/// @param version 0 for the defaults; one more with each change
/// @param changedAt absent before the first change
public record ThresholdsView(
    long version,
    @JsonProperty("sparse_sequence_optimization") Map<String, Object> sparseSequenceOptimization,
    @Nullable Instant changedAt,
    @Nullable String changedBy,
    @Nullable String reason) {}
