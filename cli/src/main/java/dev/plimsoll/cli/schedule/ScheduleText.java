package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunCounters;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Schedules and their runs, for people.
final class ScheduleText {
  private ScheduleText() {}

  /// Schedules, a line each.
  static List<String> list(List<ScheduleView> schedules, int width) {
    TextTable table =
        new TextTable()
            .left("NAME", "SOURCE", "TARGET")
            .right("EVERY")
            .left("NEXT", "LAST RUN")
            .rightIfRoom("TOOK", "ROWS")
            .leftIfRoom("TABLES");
    for (ScheduleView schedule : schedules) {
      RunView run = schedule.run();
      table.row(
          schedule.name(),
          schedule.extract().source(),
          schedule.extract().target(),
          Spans.write(schedule.every()),
          schedule.paused() ? "paused" : Amounts.moment(schedule.nextAt()),
          run == null ? "" : word(run),
          run == null ? "" : Amounts.between(run.startedAt(), run.endedAt()),
          run == null ? "" : count(run, RunCounters::rowsExtracted),
          String.join(" ", schedule.extract().tables()));
    }
    return table.lines(width);
  }

  /// One schedule in a line.
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

  /// One change in a line.
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

  /// Runs, a line each, in the order given.
  static List<String> runs(List<RunView> runs, int width) {
    TextTable table =
        new TextTable()
            .right("RUN")
            .left("DUE", "STATE")
            .right("TOOK", "ROWS")
            .rightIfRoom("NEW", "REPLACED", "DELETED")
            .right("MISSED", "SKIPPED")
            .left("EXTRACT");
    for (RunView run : runs) {
      table.row(
          Long.toString(run.number()),
          Amounts.moment(run.dueAt()) + (run.asked() ? " (asked for)" : ""),
          word(run),
          Amounts.between(run.startedAt(), run.endedAt()),
          count(run, RunCounters::rowsExtracted),
          count(run, RunCounters::rowsInserted),
          count(run, RunCounters::rowsReplaced),
          count(run, RunCounters::rowsDeleted),
          Amounts.count(run.missed()),
          Amounts.count(run.skipped()),
          run.extractId() == null ? "" : Ids.shortId(run.extractId()));
    }
    return table.lines(width);
  }

  /// Why the last run has failed or cannot start, what to do, and when it is tried next; what it
  /// was in the way of. Nothing where all is well.
  static List<String> remarks(ScheduleView schedule, RunView run) {
    List<String> lines = new ArrayList<>();
    if (run.errorCode() != null) {
      lines.add("");
      lines.add(
          "run %d %s: %s"
              .formatted(
                  run.number(),
                  run.state() == RunState.FAILED ? "FAILED" : "could not start yet",
                  Words.error(run.errorCode(), run.error())));
      lines.add("  fix:       " + run.fix());
      lines.add("  next try:  " + nextTry(schedule, run));
    }
    if (Boolean.FALSE.equals(run.proven())) {
      lines.add("");
      lines.add(
          "run %d differs from its source: rows that were changed there since count as such; its"
                  .formatted(run.number())
              + " receipt says how many");
    }
    if (run.skipped() > 0) {
      lines.add("");
      lines.add(
          "run %d was under way when it was due again: %s skipped"
              .formatted(run.number(), Amounts.count(run.skipped(), "due time")));
    }
    return lines;
  }

  private static String nextTry(ScheduleView schedule, RunView run) {
    if (run.nextTryAt() != null) {
      return Amounts.moment(run.nextTryAt());
    }
    return schedule.paused() ? "none, it is paused" : Amounts.moment(schedule.nextAt());
  }

  private static String word(RunView run) {
    return switch (run.state()) {
      case STARTING -> run.errorCode() == null ? "starting" : "waiting";
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
