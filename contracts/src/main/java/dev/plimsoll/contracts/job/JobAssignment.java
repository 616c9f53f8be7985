package dev.plimsoll.contracts.job;

import java.util.Map;

/// A job that a worker has got.
///
/// @param claim under which its end is said
/// @param attempt from 1
/// @param reads how many data it reads; `GET /api/v1/jobs/{id}` has their values
public record JobAssignment(
    long job,
    long claim,
    int attempt,
    long workflow,
    String workflowName,
    String name,
    String kind,
    Map<String, Object> payload,
    JobNeeds needs,
    int reads) {
  public JobAssignment {
    payload = payload == null ? Map.of() : payload;
  }
}
