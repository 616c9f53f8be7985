package dev.plimsoll.cli.job.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobTrials;
import dev.plimsoll.contracts.job.WorkflowRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkflowFileTest {
  private static final String FULL =
      """
      name: nightly
      defaults:
        attempts: 3
        pause: 1m
        lane: night
      values:
        day: 2026-11-28
        limits: {rows: 7, share: 0.5, all: true}
      jobs:
        count:
          command: psql -c 'SELECT 1'
          cores: 0.5
          memory: 2GB
          gpus: 1
          disk: 10GB
          runtime: 1h30m
          reads: day
          writes: [rows]
        report:
          command: [make, report]
          environment: {LEVEL: 3}
          directory: /srv
          time-limit: 2h
          attempts: 1
          priority: 9
          despite-failure: true
          deadline: 2026-12-01T02:00:00Z
          after: [count]
          reads: [rows]
        other:
          kind: mail
          payload: {to: ann}
      """;

  @Test
  void everyPartReachesTheRequest() {
    WorkflowRequest request = WorkflowFile.read("f", FULL, "ann");

    assertThat(request.name()).isEqualTo("nightly");
    assertThat(request.by()).isEqualTo("ann");
    assertThat(request.values())
        .containsEntry("day", "2026-11-28")
        .containsEntry("limits", Map.of("rows", 7, "share", 0.5, "all", true));
    assertThat(request.jobs())
        .containsExactly(
            new JobRequest(
                "count",
                null,
                Map.of("command", List.of("sh", "-c", "psql -c 'SELECT 1'")),
                "night",
                null,
                new JobNeeds(0.5, 2L << 30, 1, 10L << 30, Duration.ofMinutes(90)),
                new JobTrials(3, Duration.ofMinutes(1), false, null),
                List.of(),
                List.of("day"),
                List.of("rows")),
            new JobRequest(
                "report",
                null,
                Map.of(
                    "command",
                    List.of("make", "report"),
                    "environment",
                    Map.of("LEVEL", "3"),
                    "directory",
                    "/srv",
                    "timeLimit",
                    "PT2H"),
                "night",
                9,
                JobNeeds.NONE,
                new JobTrials(
                    1, Duration.ofMinutes(1), true, Instant.parse("2026-12-01T02:00:00Z")),
                List.of("count"),
                List.of("rows"),
                List.of()),
            new JobRequest(
                "other",
                "mail",
                Map.of("to", "ann"),
                "night",
                null,
                JobNeeds.NONE,
                new JobTrials(3, Duration.ofMinutes(1), false, null),
                List.of(),
                List.of(),
                List.of()));
  }

  @Test
  void jsonIsTheSame() {
    String json =
        """
        {"name": "n",
         "jobs": {"a": {"command": ["true"]},
                  "b": {"command": "true", "after": ["a"]}}}
        """;

    assertThat(WorkflowFile.read("f", json, "ann").jobs())
        .extracting(JobRequest::name)
        .containsExactly("a", "b");
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() {
    refused("name: n\njobs:\n  a: {command: x, after: b}\n", "f, line 3: job a waits for b");
    refused(
        "name: n\njobs:\n  a: {command: x}\n  a: {command: y}\n", "f, line 4: a is there twice");
    refused(
        "name: n\njobs:\n  a: {comand: x}\n", "f, line 3: job a has no comand; there are: after,");
    refused(
        "name: n\njobs:\n  a:\n    command: x\n    memory: lots\n", "f, line 5: memory: a size");
    refused("name: n\njobs:\n  a:\n    cores: 1\n", "f, line 4: job a has no command");
    refused(
        "name: n\njobs:\n  a: {command: x, attempts: many}\n", "line 3: attempts must be a whole");
    refused("jobs:\n  a: {command: x}\n", "f, line 1: name must be given");
    refused("name: n\njobs: {}\n", "f, line 2: there must be a job");
    refused("name: [\n", "f, line ");
    refused("", "f is empty");
    refused(
        "name: n\njobs:\n  a: {kind: k, payload: {at: !!binary aGk=}}\n",
        "f, line 3: a value of type");
    refused("name: n\ndefaults: {after: b}\njobs:\n  a: {command: x}\n", "line 2: after belongs");
  }

  private static void refused(String text, String beginning) {
    assertThatThrownBy(() -> WorkflowFile.read("f", text, "ann")).hasMessageContaining(beginning);
  }
}
