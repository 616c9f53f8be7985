package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import dev.plimsoll.offsetlog.assignment.KnownProducer;
import dev.plimsoll.offsetlog.audit.SequenceWalk.Last;
import dev.plimsoll.offsetlog.audit.SequenceWalk.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Holds what producers may send next against the last batch that each has in the log. Of those
/// that wrote last the partition's own row says it; what the table says of the same is older.
final class ProducerCheck {
  private static final String READ =
      """
      SELECT p.part_id, p.producer_ref, p.epoch, p.next_sequence FROM producer p
      WHERE p.part_id = ANY (?) ORDER BY p.part_id, p.producer_ref, p.epoch
      """;

  private ProducerCheck() {}

  /// @param walks whose partitions were read to their ends
  static void check(Connection connection, Collection<PartitionWalk> walks) throws SQLException {
    Map<Integer, Map<Writer, Long>> next = new HashMap<>();
    walks.forEach(walk -> next.put(walk.facts().partId(), new LinkedHashMap<>()));
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
          next.computeIfAbsent(walk.facts().partId(), _ -> new LinkedHashMap<>());
      for (KnownProducer producer : walk.facts().producers()) {
        known.put(new Writer(producer.producerRef(), producer.epoch()), producer.nextSequence());
      }
      known.forEach((writer, sequence) -> compare(walk, writer, sequence));
    }
    // Those that are left are not known. They may be forgotten, but not so soon.
    walks.forEach(
        walk -> walk.sequences().lasts().forEach((writer, last) -> missing(walk, writer, last)));
  }

  private static void compare(PartitionWalk walk, Writer writer, long nextSequence) {
    Last last = walk.sequences().lasts().remove(writer);
    if (last == null) {
      if (walk.whole()) {
        found(walk, writer, 0, "a batch in the log", "next sequence " + nextSequence);
      }
    } else if (nextSequence != last.sequence() + 1) {
      found(
          walk,
          writer,
          last.offset(),
          "next sequence " + (last.sequence() + 1),
          String.valueOf(nextSequence));
    }
  }

  private static void missing(PartitionWalk walk, Writer writer, Last last) {
    if (last.recent()) {
      found(
          walk,
          writer,
          last.offset(),
          "next sequence " + (last.sequence() + 1),
          "no such producer");
    }
  }

  private static void found(
      PartitionWalk walk, Writer writer, long offset, String expected, String found) {
    walk.findings()
        .add(
            FindingKind.PRODUCER,
            walk.facts().name(),
            offset,
            "producer %d, epoch %d: %s".formatted(writer.producerRef(), writer.epoch(), expected),
            found);
  }
}
