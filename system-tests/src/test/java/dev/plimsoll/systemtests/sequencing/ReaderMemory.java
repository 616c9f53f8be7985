package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What somebody who follows a partition has seen of it: it may grow and not change.
final class ReaderMemory {
  private final NavigableMap<Long, BatchCommitted> seen = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private long highWatermark;

  /// Takes a page that was asked for after the one before had come.
  ///
  /// @param offset that was asked for
  /// @param limit of batches
  void take(long offset, int limit, LogBatches page) {
    if (page.highWatermark() < highWatermark) {
      findings.add(
          "the high watermark went back from %d to %d"
              .formatted(highWatermark, page.highWatermark()));
    }
    highWatermark = Math.max(highWatermark, page.highWatermark());
    long expected = offset;
    for (BatchCommitted batch : page.batches()) {
      Map.Entry<Long, BatchCommitted> known = seen.floorEntry(batch.nextOffset() - 1);
      if (known != null
          && known.getValue().nextOffset() > batch.baseOffset()
          && !known.getValue().equals(batch)) {
        findings.add("%s was there first, then %s".formatted(known.getValue(), batch));
      }
      if (expected > offset ? batch.baseOffset() != expected : batch.baseOffset() > offset) {
        findings.add("%s follows offset %d".formatted(batch, expected));
      }
      expected = batch.nextOffset();
      seen.put(batch.baseOffset(), batch);
    }
    if (expected > page.highWatermark()) {
      findings.add(
          "%d was read below the high watermark %d".formatted(expected, page.highWatermark()));
    }
    if (page.batches().size() < limit && expected < page.highWatermark()) {
      findings.add(
          "nothing is at %d, below the high watermark %d"
              .formatted(expected, page.highWatermark()));
    }
  }

  long highWatermark() {
    return highWatermark;
  }

  /// First offset that nothing seen covers.
  long end() {
    return seen.isEmpty() ? 0 : seen.lastEntry().getValue().nextOffset();
  }

  int batches() {
    return seen.size();
  }

  List<String> findings() {
    return List.copyOf(findings);
  }

  /// What was seen and is not there in the end as it was.
  ///
  /// @param stored the whole partition
  List<String> changedSince(List<BatchCommitted> stored) {
    Map<Long, BatchCommitted> last = new TreeMap<>();
    stored.forEach(batch -> last.put(batch.baseOffset(), batch));
    return seen.values().stream()
        .filter(batch -> !batch.equals(last.get(batch.baseOffset())))
        .map(batch -> batch + " was read and is not there any more")
        .toList();
  }
}
