package dev.plimsoll.contracts.plan;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// `GET /api/v1/plans/{id}` of the planner, and what `plimsoll plan` prints.
///
/// @param makespanMillis predicted, from the first start to the last end
/// @param lowerBoundMillis no schedule can end sooner on this capacity
/// @param boundBy what sets that bound, in words
/// @param satisfied what the rules ask for and the database has already
/// @param warnings one sentence each
public record PlanView(
    UUID id,
    String database,
    Instant createdAt,
    List<PlannedBuild> builds,
    long makespanMillis,
    long lowerBoundMillis,
    String boundBy,
    List<String> satisfied,
    List<String> warnings) {}
