package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// `POST /api/v1/workers` of the planner: a run of a worker process.
///
/// @param name for people
public record WorkerRequest(@Within(Bound.JOB_NAME) String name) {}
