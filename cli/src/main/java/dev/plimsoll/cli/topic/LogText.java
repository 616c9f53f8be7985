package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.TextTable;
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

/// The log for people.
final class LogText {
  private LogText() {}

  static List<String> topics(List<LogTopic> topics, int width) {
    TextTable table =
        new TextTable()
            .left("TOPIC")
            .right("PARTITIONS", "RECORDS")
            .rightIfRoom("BATCHES")
            .leftIfRoom("KEPT", "OBJECTS");
    for (LogTopic topic : topics) {
      table.row(
          topic.topic(),
          Amounts.count(topic.partitions()),
          Amounts.count(topic.records()),
          Amounts.count(topic.batches()),
          kept(topic),
          topic.ownsObjects() ? "its own" : "not its own");
    }
    return table.lines(width);
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
    TextTable table =
        new TextTable()
            .right("PARTITION", "LOG START", "HIGH WATERMARK")
            .rightIfRoom("BATCHES", "WAITING");
    for (LogPartition partition : partitions) {
      table.row(
          Integer.toString(partition.partition()),
          Long.toString(partition.logStartOffset()),
          Long.toString(partition.nextOffset()),
          Amounts.count(partition.batches()),
          Amounts.count(partition.pendingBatches()));
    }
    return table.lines(width);
  }

  static List<String> offsets(List<LogOffset> offsets, int width) {
    TextTable table = new TextTable().right("PARTITION", "OFFSET", "LOG START", "HIGH WATERMARK");
    for (LogOffset offset : offsets) {
      table.row(
          Integer.toString(offset.partition()),
          Long.toString(offset.offset()),
          Long.toString(offset.logStartOffset()),
          Long.toString(offset.highWatermark()));
    }
    return table.lines(width);
  }

  static List<String> batches(LogFetch fetched, int width) {
    TextTable table =
        new TextTable()
            .left("OBJECT")
            .right("OFFSET", "RECORDS", "FROM BYTE", "BYTES")
            .leftIfRoom("WRITTEN", "PRODUCER");
    for (BatchCommitted batch : fetched.batches()) {
      table.row(
          batch.object().bucket() + "/" + batch.object().key(),
          Long.toString(batch.baseOffset()),
          Long.toString(batch.recordCount()),
          Long.toString(batch.object().byteOffset()),
          Long.toString(batch.object().byteLength()),
          Amounts.moment(batch.maxTimestamp()),
          batch.producerId());
    }
    return table.lines(width);
  }

  static List<String> consumers(List<ConsumerLag> consumers, int width) {
    TextTable table =
        new TextTable().left("CONSUMER").right("PARTITIONS", "LAG").leftIfRoom("MOVED");
    for (ConsumerLag consumer : consumers) {
      table.row(
          consumer.consumer(),
          Amounts.count(consumer.partitions()),
          Amounts.count(consumer.lag()),
          Amounts.moment(consumer.movedAt()));
    }
    return table.lines(width);
  }

  static List<String> positions(List<ConsumerPosition> positions, int width) {
    TextTable table =
        new TextTable()
            .left("TOPIC")
            .right("PARTITION", "POSITION", "HIGH WATERMARK", "LAG")
            .leftIfRoom("MOVED");
    for (ConsumerPosition position : positions) {
      table.row(
          position.topic(),
          Integer.toString(position.partition()),
          Long.toString(position.nextOffset()),
          Long.toString(position.highWatermark()),
          Amounts.count(position.lag()),
          Amounts.moment(position.movedAt()));
    }
    return table.lines(width);
  }
}
