package dev.plimsoll.cli.job;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobDetail.Attempt;
import dev.plimsoll.contracts.job.JobDetail.Datum;
import dev.plimsoll.contracts.job.JobDetail.Neighbour;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobOrderView;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowEvent;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.job.WorkflowView.JobCounts;
import dev.plimsoll.contracts.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Workflows and jobs as text.
final class JobText {
  private static final int TAIL_LINES = 20;

  private JobText() {}

  static String line(WorkflowView workflow) {
    return "%d  %s  %s: %s"
        .formatted(
            workflow.id(),
            Printable.line(workflow.name()),
            Words.state(workflow.rawState()),
            counts(workflow.jobs()));
  }

  /// For example `12 of 60 done, 3 running, 1 failed`.
  static String counts(JobCounts jobs) {
    List<String> parts = new ArrayList<>();
    parts.add("%s of %s done".formatted(Amounts.count(jobs.done()), Amounts.count(jobs.total())));
    add(parts, jobs.running(), "running");
    add(parts, jobs.ready(), "ready");
    add(parts, jobs.blocked(), "blocked");
    add(parts, jobs.later(), "to be tried again");
    add(parts, jobs.failed(), "failed");
    add(parts, jobs.canceled(), "canceled");
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, int number, String what) {
    if (number > 0) {
      parts.add(Amounts.count(number) + " " + what);
    }
  }

  static String line(JobView job) {
    return "%s  %s, attempt %d of %d%s"
        .formatted(
            Printable.line(job.name()),
            Words.state(job.rawState()),
            job.attempt(),
            job.attemptsAllowed(),
            job.worker() == null ? "" : ", at " + Printable.line(job.worker()));
  }

  static List<String> workflows(List<WorkflowView> workflows, int width) {
    TextTable table =
        new TextTable()
            .left("workflow", "name", "state")
            .right("jobs", "done", "running", "failed")
            .leftIfRoom("created", "by");
    for (WorkflowView one : workflows) {
      table.row(
          Long.toString(one.id()),
          one.name(),
          Words.state(one.rawState()),
          Amounts.count(one.jobs().total()),
          Amounts.count(one.jobs().done()),
          Amounts.count(one.jobs().running()),
          Amounts.count(one.jobs().failed()),
          Amounts.moment(one.createdAt()),
          one.by());
    }
    return table.lines(width);
  }

  static List<String> jobs(List<JobView> jobs, int width) {
    TextTable table =
        new TextTable()
            .left("job", "state")
            .right("attempt", "waits for")
            .leftIfRoom("since", "worker", "needs");
    for (JobView job : jobs) {
      table.row(
          job.name(),
          Words.state(job.rawState()),
          job.attempt() + "/" + job.attemptsAllowed(),
          Integer.toString(job.waitsFor()),
          Amounts.moment(job.since()),
          job.worker(),
          needs(job.needs()));
    }
    return table.lines(width);
  }

  private static String needs(JobNeeds needs) {
    List<String> parts = new ArrayList<>();
    if (needs.cores() > 0) {
      parts.add(
          needs.cores() == Math.rint(needs.cores())
              ? Amounts.count(Math.round(needs.cores()), "core")
              : needs.cores() + " cores");
    }
    if (needs.memoryBytes() > 0) {
      parts.add(Amounts.bytes(needs.memoryBytes()));
    }
    if (needs.gpus() > 0) {
      parts.add(Amounts.count(needs.gpus(), "GPU"));
    }
    if (needs.diskBytes() > 0) {
      parts.add(Amounts.bytes(needs.diskBytes()) + " of disk");
    }
    if (needs.runtime() != null && needs.runtime().isPositive()) {
      parts.add(Spans.write(needs.runtime()));
    }
    return String.join(", ", parts);
  }

  static List<String> workflow(WorkflowView workflow, List<WorkflowEvent> failures) {
    return Details.withHeadings(8)
        .line(line(workflow))
        .row("created", Amounts.moment(workflow.createdAt()))
        .row("by", workflow.by())
        .row("paused", workflow.pausedBy() == null ? null : "by " + workflow.pausedBy())
        .row("ended", Amounts.moment(workflow.endedAt()))
        .section(
            "Failures, the latest first",
            failures.stream()
                .limit(TAIL_LINES)
                .map(event -> "%s  %s: %s".formatted(event.at(), event.jobName(), event.message()))
                .toList())
        .lines();
  }

  static List<String> job(JobDetail detail) {
    JobView job = detail.job();
    return Details.withHeadings(8)
        .line(job.workflow() + "/" + line(job))
        .row("since", Amounts.moment(job.since()))
        .row("kind", job.kind())
        .row("lane", "%s, priority %d".formatted(job.lane(), job.priority()))
        .row("needs", needs(job.needs()))
        .row("ordered", order(detail))
        .row("deadline", Amounts.moment(detail.deadline()))
        .row("payload", detail.payload().isEmpty() ? null : Json.write(detail.payload()))
        .section("Waits for", detail.waitsFor().stream().map(JobText::neighbour).toList())
        .section("Awaited by", detail.awaitedBy().stream().map(JobText::neighbour).toList())
        .section("Reads", detail.reads().stream().map(JobText::datum).toList())
        .section("Writes", detail.writes().stream().map(JobText::datum).toList())
        .section(
            "Attempts, the latest first", detail.attempts().stream().map(JobText::attempt).toList())
        .section("Output of the last attempt", tail(detail))
        .lines();
  }

  private static @Nullable String order(JobDetail detail) {
    JobOrderView order = detail.order();
    if (order == null) {
      return null;
    }
    boolean plan =
        detail.job().kind().equals(JobRequest.BUILD)
            && !detail.job().lane().equals(JobRequest.BUILDS_LANE);
    String what = plan ? "plan" : detail.job().kind();
    return order.reference() == null
        ? order.detail()
        : "%s %s: %s".formatted(what, order.reference(), order.detail());
  }

  private static String neighbour(Neighbour one) {
    return one.name() + "  " + Words.state(one.rawState());
  }

  private static String datum(Datum datum) {
    return datum.name()
        + (datum.writerName() == null ? "" : "  written by " + datum.writerName())
        + (datum.value() == null ? "" : "  " + Json.write(datum.value()));
  }

  private static String attempt(Attempt attempt) {
    Object exitCode = attempt.output() == null ? null : attempt.output().get("exitCode");
    return "%d  %s%s  %s%s%s"
        .formatted(
            attempt.number(),
            attempt.outcome().toLowerCase(Locale.ROOT),
            exitCode == null ? "" : ", exit " + exitCode,
            Amounts.moment(attempt.endedAt()),
            attempt.worker() == null ? "" : "  " + attempt.worker(),
            attempt.message() == null ? "" : "  " + attempt.message());
  }

  private static List<String> tail(JobDetail detail) {
    if (detail.attempts().isEmpty() || detail.attempts().getFirst().output() == null) {
      return List.of();
    }
    Object tail = detail.attempts().getFirst().output().get("tail");
    List<String> lines = tail == null ? List.of() : tail.toString().lines().toList();
    return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
  }
}
