package dev.plimsoll.contracts.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/workflows/{id}/events` of the planner, the latest first.
///
/// @param job its number, absent where it is of the workflow
/// @param kind for example `job-failed`
public record WorkflowEvent(
    long number,
    @Nullable Long job,
    @Nullable String jobName,
    String kind,
    String message,
    Instant at) {}
