package dev.plimsoll.contracts.sync;

import java.util.UUID;

/// `sync.commands`: do this read task. What it is stands in the sync service's own tables; any
/// of its pods may take it, and a redelivery goes on where the last announced batch ended.
public record ReadCommand(UUID extractId, UUID readTaskId) {}
