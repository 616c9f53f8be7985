package dev.plimsoll.contracts.job;

import java.time.Duration;
import java.time.Instant;

/// `GET /api/v1/workers` of the planner.
///
/// @param lease from one sign of life, after which it counts as lost; renew it at a third of that
/// @param running jobs that it has
public record WorkerView(
    long id, String name, Instant registeredAt, Instant leaseUntil, Duration lease, int running) {}
