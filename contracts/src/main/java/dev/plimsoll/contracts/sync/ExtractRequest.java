package dev.plimsoll.contracts.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/extracts` of the sync service.
///
/// @param source a registered endpoint
/// @param tables patterns `schema.table` with `*` for any run of characters; at least one
/// @param target a registered endpoint to load into; without it the batches stay in the log
public record ExtractRequest(String source, List<String> tables, @Nullable String target) {}
