package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/thresholds` of the sync service. It holds for extracts that run, too, from their
/// next window on.
///
/// @param by who asks, for the record, 1 to 100 characters; it is not checked, since all share a
///     token
/// @param reason for the record, 1 to 300 characters
/// @param version that the change is meant for: another one by now is a conflict; absent for any
/// @param sparseSequenceOptimization what is to be otherwise, in the structure of the whole; the
///     rest stays
public record ThresholdsPatch(
    @JsonProperty(required = true) @Within(Bound.BY) String by,
    @JsonProperty(required = true) @Within(Bound.REASON) String reason,
    @Nullable @Within(Bound.VERSION) Long version,
    @JsonProperty(value = "sparse_sequence_optimization", required = true) @Within(Bound.SETTINGS)
        Map<String, Object> sparseSequenceOptimization) {}
