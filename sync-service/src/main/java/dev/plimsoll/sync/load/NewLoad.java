package dev.plimsoll.sync.load;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A load that was asked for.
///
/// @param extract whose files are loaded
/// @param text of the request, which an idempotency key stands for
public record NewLoad(
    UUID id, UUID extract, String target, @Nullable String idempotencyKey, String text) {}
