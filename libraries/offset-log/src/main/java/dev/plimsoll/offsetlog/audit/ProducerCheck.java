package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import dev.plimsoll.offsetlog.assignment.KnownProducer;
import dev.plimsoll.offsetlog.audit.PartitionWalk.SequenceWalk.Last;
import dev.plimsoll.offsetlog.audit.PartitionWalk.SequenceWalk.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Comparison of producers' next sequences with their last batches. For the last writers the
/// partition's own row counts, which is newer than the table.
final class ProducerCheck {
  private static final String READ =
      """
      SELECT p.part_id, p.producer_ref, p.epoch, p.next_sequence FROM producer p
      WHERE p.part_id = ANY (?) ORDER BY p.part_id, p.producer_ref, p.epoch
      """;

  private ProducerCheck() {}

  /// @param walks of partitions that were read to their ends
  static void check(Connection connection, Collection<PartitionWalk> walks) throws SQLException {
    Map<Integer, Map<Writer, Long>> next = new HashMap<>();
    walks.forEach(walk -> next.put(walk.facts.partId(), new LinkedHashMap<>()));
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setObject(1, ints(next.keySet()));
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          next.computeIfAbsent(rows.getInt("part_id"), _ -> new LinkedHashMap<>())
              .put(
                  new Writer(rows.getInt("producer_ref"), rows.getInt("epoch")),
                  rows.getLong("next_sequence"));
        }
      }
    }
    for (PartitionWalk walk : walks) {
      Map<Writer, Long> known =
          next.computeIfAbsent(walk.facts.partId(), _ -> new LinkedHashMap<>());
      for (KnownProducer producer : walk.facts.producers()) {
        known.put(new Writer(producer.producerRef(), producer.epoch()), producer.nextSequence());
      }
      known.forEach((writer, sequence) -> compare(walk, writer, sequence));
    }
    // The rest is unknown to the log. They may be forgotten, but not so soon.
    for (PartitionWalk walk : walks) {
      walk.sequences.lasts().entrySet().stream()
          .filter(left -> left.getValue().recent())
          .forEach(left -> found(walk, left.getKey(), left.getValue(), "no such producer"));
    }
  }

  private static void compare(PartitionWalk walk, Writer writer, long nextSequence) {
    Last last = walk.sequences.lasts().remove(writer);
    if (last == null) {
      if (walk.whole()) {
        found(walk, writer, 0, "a batch in the log", "next sequence " + nextSequence);
      }
    } else if (nextSequence != last.sequence() + 1) {
      found(walk, writer, last, String.valueOf(nextSequence));
    }
  }

  private static void found(PartitionWalk walk, Writer writer, Last last, String found) {
    found(walk, writer, last.offset(), "next sequence " + (last.sequence() + 1), found);
  }

  private static void found(
      PartitionWalk walk, Writer writer, long offset, String expected, String found) {
    walk.findings.add(
        FindingKind.PRODUCER,
        walk.facts.name(),
        offset,
        "producer %d, epoch %d: %s".formatted(writer.producerRef(), writer.epoch(), expected),
        found);
  }
}
