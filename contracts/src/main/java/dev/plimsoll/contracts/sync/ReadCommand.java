package dev.plimsoll.contracts.sync;

import java.util.UUID;

/// `sync.commands`: a read task of the sync service's tables. Any process may take it; a redelivery
/// goes on after the last announced batch.
public record ReadCommand(UUID extractId, UUID readTaskId) {}
