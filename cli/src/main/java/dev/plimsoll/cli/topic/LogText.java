package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogOffset;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogTopic;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class LogText {
  private LogText() {}

  static List<String> topics(List<LogTopic> topics, int width) {
    return new RowTable<LogTopic>()
        .left("TOPIC", LogTopic::topic)
        .count("PARTITIONS", LogTopic::partitions)
        .count("RECORDS", LogTopic::records)
        .countIfRoom("BATCHES", LogTopic::batches)
        .leftIfRoom("KEPT", LogText::kept)
        .leftIfRoom("OBJECTS", topic -> topic.ownsObjects() ? "its own" : "not its own")
        .lines(topics, width);
  }

  static String line(LogTopic topic) {
    return "%s: %s, kept %s; objects are %s"
        .formatted(
            Printable.line(topic.topic()),
            Amounts.count(topic.partitions(), "partition"),
            kept(topic),
            topic.ownsObjects() ? "its own" : "not its own");
  }

  private static String kept(LogTopic topic) {
    @Nullable Long ms = topic.retentionMs();
    @Nullable Long bytes = topic.retentionBytes();
    if (ms == null && bytes == null) {
      return "for ever";
    }
    String time = ms == null ? "" : "for " + Spans.write(Duration.ofMillis(ms));
    String size = bytes == null ? "" : Amounts.bytes(bytes) + " a partition";
    return time + (time.isEmpty() || size.isEmpty() ? "" : ", ") + size;
  }

  static List<String> partitions(List<LogPartition> partitions, int width) {
    return new RowTable<LogPartition>()
        .right("PARTITION", LogPartition::partition)
        .right("LOG START", LogPartition::logStartOffset)
        .right("HIGH WATERMARK", LogPartition::nextOffset)
        .countIfRoom("BATCHES", LogPartition::batches)
        .countIfRoom("WAITING", LogPartition::pendingBatches)
        .lines(partitions, width);
  }

  static List<String> offsets(List<LogOffset> offsets, int width) {
    return new RowTable<LogOffset>()
        .right("PARTITION", LogOffset::partition)
        .right("OFFSET", LogOffset::offset)
        .right("LOG START", LogOffset::logStartOffset)
        .right("HIGH WATERMARK", LogOffset::highWatermark)
        .lines(offsets, width);
  }

  static List<String> batches(LogFetch fetched, int width) {
    return new RowTable<BatchCommitted>()
        .left("OBJECT", batch -> batch.object().bucket() + "/" + batch.object().key())
        .right("OFFSET", BatchCommitted::baseOffset)
        .right("RECORDS", BatchCommitted::recordCount)
        .right("FROM BYTE", batch -> batch.object().byteOffset())
        .right("BYTES", batch -> batch.object().byteLength())
        .leftIfRoom("WRITTEN", batch -> Amounts.moment(batch.maxTimestamp()))
        .leftIfRoom("PRODUCER", BatchCommitted::producerId)
        .lines(fetched.batches(), width);
  }

  static List<String> consumers(List<ConsumerLag> consumers, int width) {
    return new RowTable<ConsumerLag>()
        .left("CONSUMER", ConsumerLag::consumer)
        .count("PARTITIONS", ConsumerLag::partitions)
        .count("LAG", ConsumerLag::lag)
        .leftIfRoom("MOVED", consumer -> Amounts.moment(consumer.movedAt()))
        .lines(consumers, width);
  }

  static List<String> positions(List<ConsumerPosition> positions, int width) {
    return new RowTable<ConsumerPosition>()
        .left("TOPIC", ConsumerPosition::topic)
        .right("PARTITION", ConsumerPosition::partition)
        .right("POSITION", ConsumerPosition::nextOffset)
        .right("HIGH WATERMARK", ConsumerPosition::highWatermark)
        .count("LAG", ConsumerPosition::lag)
        .leftIfRoom("MOVED", position -> Amounts.moment(position.movedAt()))
        .lines(positions, width);
  }
}
