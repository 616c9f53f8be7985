package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.cli.text.Amounts;
import java.util.ArrayList;
import java.util.List;

/// What somebody has to know who reads the figures.
final class MaterializeNotes {
  private MaterializeNotes() {}

  private static String count(Amount amount, boolean quick) {
    return Amounts.count(quick ? amount.quick() : amount.full());
  }

  static List<String> of(boolean quick) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "an event is a batch of 1 to 500 records; %d producers, files of 50 batches, 16 partitions,"
                .formatted(Scenario.PRODUCERS)
            + " 1 worker where nothing else is said");
    notes.add(
        "%s events a run of seed 2, %s row by row, %s synchronous, %s of what is faster;"
                .formatted(
                    count(Amount.SLOW, quick),
                    count(Amount.SLOWEST, quick),
                    count(Amount.FAST, quick),
                    count(Amount.FASTEST, quick))
            + " %d s a run at a pace; history %s events"
                .formatted(
                    Amount.pacedSeconds(quick), Amounts.count(Scenario.history(quick).history())));
    notes.add(
        "parts are partitions; paced is at %s events a second; held, beside a session with an old"
                .formatted(Amounts.count(Scenario.PACE))
            + " snapshot; retention, beside the removal of %s events of before and of what comes;"
                .formatted(Amounts.count(Scenario.retained(quick).history()))
            + " COPY and INSERT are bare rows without offsets, of which packed ones may be stored"
            + " faster");
    notes.add(
        "visible is from an append's begin until its offsets can be read: of single batches sent every"
            + " 10 ms beside the producers; of the producers' own files where the append answers");
    notes.add(
        "cpu is that of all the server's processes, wal all that the server wrote; dead rows are those"
            + " left at the end");
    notes.add(
        "ours, asynchronous, takes as much a run as it gets done in a time; fixed runs and by time are"
            + " seed 2's ways to say how much, its third, by partition, is what lanes are");
    if (quick) {
      notes.add("so little data is not held against anything but its offsets");
    }
    return notes;
  }
}
