package dev.plimsoll.cli.job.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobTrials;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.message.Json;
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
  void whatPlannersDoHasThePartsOfTheirApi() {
    List<JobRequest> jobs =
        WorkflowFile.read(
                "f",
                """
                name: n
                defaults: {lane: night, attempts: 3, priority: 7}
                jobs:
                  copy:
                    extract:
                      source: shop
                      tables: public.orders
                      target: wh
                      target-schemas: {a-b: c-d}
                      increment: {column: id, added-columns: omit}
                  again:
                    load: {extract: copy, target: lake}
                  keys:
                    build: {database: wh, tables: [public.*]}
                  one:
                    attempts: 5
                    build:
                      database: wh
                      indexes:
                        - "public.orders: index (customer_id)"
                        - CREATE UNIQUE INDEX CONCURRENTLY ON Orders USING btree (Lower("E")) WITH (fillfactor = 70) WHERE state = 'New';
                    after: [copy]
                """,
                "ann")
            .jobs();

    assertThat(jobs)
        .extracting(JobRequest::kind)
        .containsExactly("extract", "load", "build", "build");
    assertThat(jobs).extracting(JobRequest::lane).containsOnlyNulls();
    assertThat(jobs).extracting(JobRequest::priority).containsOnly(7);
    assertThat(jobs.getLast().trials()).isEqualTo(new JobTrials(5, null, false, null));
    assertThat(jobs.getFirst().payload())
        .containsEntry("tables", List.of("public.orders"))
        .containsEntry("targetSchemas", Map.of("a-b", "c-d"))
        .containsEntry("increment", Map.of("column", "id", "addedColumns", "omit"));
    assertThat(jobs.getLast().payload().get("indexes"))
        .isEqualTo(
            List.of(
                Json.read(
                    Json.write(RuleText.parse("public.orders: index (customer_id)", "")),
                    Map.class),
                Json.read(
                    Json.write(
                        RuleText.parse(
                            "public.orders: unique (lower(\"E\")) with (fillfactor = 70)"
                                + " where state = 'New'",
                            "")),
                    Map.class)));
    refused("name: n\njobs:\n  a: {command: x, build: {database: d}}\n", "line 3: job a does one");
    refused(
        "name: n\njobs:\n  a:\n    build:\n      index: CREATE INDEX i ON t (a)\n",
        "f, line 5: index: leave the name i out");
    refused(
        "name: n\njobs:\n  a:\n    build:\n      index: CREATE TABLE t (a int)\n",
        "f, line 5: index: that is no CREATE");
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
