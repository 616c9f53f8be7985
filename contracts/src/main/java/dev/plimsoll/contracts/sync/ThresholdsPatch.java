package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/thresholds` of the sync service. Running extracts take it from their next window
/// on.
///
/// @param by for the record, unchecked: all users share a token
/// @param version before the change, else it is a conflict; absent for any
/// @param sparseSequenceOptimization changed settings in the structure of the whole
public record ThresholdsPatch(
    @JsonProperty(required = true) @Within(Bound.BY) String by,
    @JsonProperty(required = true) @Within(Bound.REASON) String reason,
    @Nullable @Within(Bound.VERSION) Long version,
    @JsonProperty(value = "sparse_sequence_optimization", required = true) @Within(Bound.SETTINGS)
        Map<String, Object> sparseSequenceOptimization) {}
