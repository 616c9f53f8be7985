package dev.plimsoll.offsetlog.append;

import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A row of the manifest: batches that wait in the queue of one shard.
///
/// @param producers whose batches it holds, as a PostgreSQL array; empty for more than 100
public record ManifestRow(int shard, int batchCount, byte[] packed, String producers) {
  private static final int MOST_PRODUCERS = 100;

  public static ManifestRow of(int shard, List<LogBatch> batches) {
    int[] producers = batches.stream().mapToInt(LogBatch::producerRef).distinct().toArray();
    return new ManifestRow(
        shard,
        batches.size(),
        BatchCodec.pack(batches),
        producers.length > MOST_PRODUCERS ? "" : literal(producers));
  }

  private static String literal(int[] numbers) {
    StringBuilder text = new StringBuilder(2 + 6 * numbers.length).append('{');
    for (int i = 0; i < numbers.length; i++) {
      text.append(i == 0 ? "" : ",").append(numbers[i]);
    }
    return text.append('}').toString();
  }

  static List<ManifestRow> of(Map<Integer, List<LogBatch>> byShard) {
    return new TreeMap<>(byShard)
        .entrySet().stream()
            .map(shard -> of(shard.getKey(), shard.getValue()))
            .collect(Collectors.toCollection(() -> new ArrayList<>(byShard.size())));
  }
}
