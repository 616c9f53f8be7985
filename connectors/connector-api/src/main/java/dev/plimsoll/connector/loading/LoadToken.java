package dev.plimsoll.connector.loading;

import java.util.UUID;

/// Fencing token of a load, by which the target tells which load was asked for later.
///
/// @param number microseconds of the epoch; greater after each retry
public record LoadToken(UUID installation, long number) {}
