package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What waits in the queue of one lane.
record ManifestRow(int lane, int batchCount, byte[] packed) {
  /// A row for each lane.
  static List<ManifestRow> of(Map<Integer, List<LogBatch>> byLane) {
    List<ManifestRow> rows = new ArrayList<>(byLane.size());
    new TreeMap<>(byLane)
        .forEach(
            (lane, batches) ->
                rows.add(new ManifestRow(lane, batches.size(), BatchCodec.pack(batches))));
    return rows;
  }
}
