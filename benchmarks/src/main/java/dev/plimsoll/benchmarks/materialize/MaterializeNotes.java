package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.cli.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Notes for readers of the figures of `bench materialize`.
final class MaterializeNotes {
  private MaterializeNotes() {}

  /// @param jit whether the server can compile statements
  /// @param openLoops by name, with their latencies
  static List<String> of(boolean quick, boolean jit, Map<String, OpenLoop> openLoops) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "an event is a batch of 1 to 500 records; %d producers, files of 50 batches, 16 partitions,"
                .formatted(Load.ClosedLoop.PRODUCERS)
            + " 1 worker where nothing else is said; history %s events"
                .formatted(Amounts.count(Scenario.history(quick).history())));
    notes.add(
        "shared: files that wait share a transaction, as ours do, by the same class; seed 2 at its best"
            + " has that, the partial index, statistics of each second and plans by keys");
    notes.add(
        (jit
                ? "jit is on in all sessions, PostgreSQL's default"
                : "this server is built without jit: what it would cost is in none of the figures")
            + "; COPY and INSERT are bare rows without offsets, of which packed ones may be stored"
            + " faster");
    notes.add(
        "open loop: %d producers whose files come at random times, at a share of what the way did last"
                .formatted(OpenLoop.PRODUCERS)
            + " in the closed loop; latency counts from when an append was due; visible, until its"
            + " offset could be read: of the files where the append answers it, else of single batches"
            + " due every 10 ms; retention, beside the removal of %s events of before and of what comes"
                .formatted(Amounts.count(Scenario.retained(quick).history())));
    openLoops.forEach(
        (name, loop) ->
            notes.add(
                "all runs of %s, last at %s/s: visible %s; acknowledged %s"
                    .formatted(
                        name,
                        Amounts.count(Math.round(loop.offered())),
                        loop.visible().inWords(),
                        loop.acknowledged().inWords())));
    notes.add(
        "backlog: %s events were appended before the worker began"
            .formatted(Amounts.count(quick ? Entrant.QUICK_BACKLOG : Entrant.BACKLOG)));
    notes.add(
        "cpu is that of all the server's processes, wal all that the server wrote; dead rows are those"
            + " left at the end");
    notes.add(
        "doors: all services as up starts them and a client process, 16 connections, files of 50;"
            + " service, client cpu: of the materializer and that process");
    if (quick) {
      notes.add("so little data is not held against anything but its offsets");
    }
    return notes;
  }
}
