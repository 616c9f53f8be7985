package dev.plimsoll.sync.load;

import dev.plimsoll.sync.registry.TargetSchemas;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A load that was asked for.
///
/// @param extract whose files are loaded
/// @param schemas of the target that tables are loaded into
/// @param text of the request, which an idempotency key stands for
public record NewLoad(
    UUID id,
    UUID extract,
    String target,
    TargetSchemas schemas,
    @Nullable String idempotencyKey,
    String text) {}
