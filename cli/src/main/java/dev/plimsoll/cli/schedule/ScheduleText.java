package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunCounters;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;

final class ScheduleText {
  private ScheduleText() {}

  static List<String> list(List<ScheduleView> schedules, int width) {
    return new RowTable<ScheduleView>()
        .left("NAME", ScheduleView::name)
        .left("SOURCE", schedule -> schedule.extract().source())
        .left("TARGET", schedule -> schedule.extract().target())
        .right("EVERY", schedule -> Spans.write(schedule.every()))
        .left("NEXT", schedule -> schedule.paused() ? "paused" : Amounts.moment(schedule.nextAt()))
        .left("LAST RUN", schedule -> ofRun(schedule, ScheduleText::word))
        .rightIfRoom("TOOK", schedule -> ofRun(schedule, ScheduleText::took))
        .rightIfRoom("ROWS", schedule -> ofRun(schedule, ScheduleText::rows))
        .leftIfRoom("TABLES", schedule -> String.join(" ", schedule.extract().tables()))
        .lines(schedules, width);
  }

  private static String ofRun(ScheduleView schedule, Function<RunView, String> text) {
    RunView run = schedule.run();
    return run == null ? "" : text.apply(run);
  }

  private static String took(RunView run) {
    return Amounts.between(run.start().at(), run.endedAt());
  }

  private static String rows(RunView run) {
    return count(run, RunCounters::rowsExtracted);
  }

  static String line(ScheduleView schedule) {
    return Printable.line(
        "%s: %s of %s%s every %s%s; %s"
            .formatted(
                schedule.name(),
                String.join(", ", schedule.extract().tables()),
                schedule.extract().source(),
                schedule.extract().target() == null ? "" : " into " + schedule.extract().target(),
                Spans.write(schedule.every()),
                schedule.verify() ? ", each run with a receipt" : "",
                schedule.paused() ? "paused" : "next at " + Amounts.moment(schedule.nextAt())));
  }

  static String line(ScheduleChange change) {
    return Printable.line(
        "%s %s %s by %s%s: %s of %s%s every %s"
            .formatted(
                Amounts.moment(change.at()),
                change.schedule(),
                Words.state(change.rawAct()),
                change.by(),
                change.reason() == null ? "" : " (" + change.reason() + ")",
                String.join(", ", change.extract().tables()),
                change.extract().source(),
                change.extract().target() == null ? "" : " into " + change.extract().target(),
                Spans.write(change.every())));
  }

  static List<String> runs(List<RunView> runs, int width) {
    return new RowTable<RunView>()
        .right("RUN", RunView::number)
        .left(
            "DUE",
            run -> Amounts.moment(run.due().at()) + (run.due().asked() ? " (asked for)" : ""))
        .left("STATE", ScheduleText::word)
        .right("TOOK", ScheduleText::took)
        .right("ROWS", ScheduleText::rows)
        .rightIfRoom("NEW", run -> count(run, RunCounters::rowsInserted))
        .rightIfRoom("REPLACED", run -> count(run, RunCounters::rowsReplaced))
        .rightIfRoom("DELETED", run -> count(run, RunCounters::rowsDeleted))
        .count("MISSED", run -> run.due().missed())
        .count("SKIPPED", run -> run.due().skipped())
        .left("EXTRACT", ScheduleText::extract)
        .lines(runs, width);
  }

  private static String extract(RunView run) {
    UUID id = run.start().extractId();
    return id == null ? "" : Ids.shortId(id);
  }

  /// Reason, fix and next try of a failed run, and skipped runs; empty where all is well.
  static List<String> remarks(ScheduleView schedule, RunView run) {
    List<String> lines = new ArrayList<>();
    Failure failure = run.failure();
    if (failure != null) {
      lines.add("");
      lines.add(
          "run %d %s: %s"
              .formatted(
                  run.number(),
                  run.state() == RunState.FAILED ? "FAILED" : "could not start yet",
                  Words.error(failure)));
      lines.add("  fix:       " + failure.fix());
      lines.add("  next try:  " + nextTry(schedule, run));
    }
    if (Boolean.FALSE.equals(run.proven())) {
      lines.add("");
      lines.add(
          "run %d differs from its source: rows that were changed there since count as such; its"
                  .formatted(run.number())
              + " receipt says how many");
    }
    if (run.due().skipped() > 0) {
      lines.add("");
      lines.add(
          "run %d was under way when it was due again: %s skipped"
              .formatted(run.number(), Amounts.count(run.due().skipped(), "due time")));
    }
    return lines;
  }

  private static String nextTry(ScheduleView schedule, RunView run) {
    if (run.start().nextTryAt() != null) {
      return Amounts.moment(run.start().nextTryAt());
    }
    return schedule.paused() ? "none, it is paused" : Amounts.moment(schedule.nextAt());
  }

  private static String word(RunView run) {
    return switch (run.state()) {
      case STARTING -> run.failure() == null ? "starting" : "waiting";
      case RUNNING -> "running";
      case DONE -> run.proven() == null ? "done" : run.proven() ? "done, proven" : "done, differs";
      case FAILED -> "FAILED";
      case null -> Words.state(run.rawState());
    };
  }

  private static String count(RunView run, ToLongFunction<RunCounters> of) {
    RunCounters counters = run.counters();
    return counters == null ? "" : Amounts.count(of.applyAsLong(counters));
  }
}
