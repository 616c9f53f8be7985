package dev.plimsoll.contracts.sync;

import java.util.UUID;

/// `sync.commands`: read this split. What the split is stands in the sync service's own tables; any
/// of its pods may take it, and a redelivery goes on where the last announced batch ended.
public record SplitCommand(UUID extractId, UUID splitId) {}
