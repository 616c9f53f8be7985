package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.sync.ExtractTopic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import org.jspecify.annotations.Nullable;

/// Projects `log.commits` onto one row a partition: its high watermark, which is its number of
/// records, and its number of batches. Batches come in the order of their offsets, so whatever does
/// not lie beyond the watermark is old news.
@ApplicationScoped
public class LogProgress {
  private static final String PROJECT =
      """
      INSERT INTO log_partitions AS p
        (topic, partition_number, extract_prefix, table_text, next_offset, batches)
      VALUES (:topic, :partition, :prefix, :table, :next, 1)
      ON CONFLICT (topic, partition_number) DO UPDATE SET
        next_offset = excluded.next_offset,
        batches = p.batches + 1
      WHERE p.next_offset < excluded.next_offset
      """;

  private final EntityManager entities;

  public LogProgress(EntityManager entities) {
    this.entities = entities;
  }

  @Transactional
  public void apply(BatchCommitted batch) {
    @Nullable ExtractTopic topic = ExtractTopic.parse(batch.topic());
    if (topic == null) {
      return;
    }
    entities
        .createNativeQuery(PROJECT)
        .setParameter("topic", batch.topic())
        .setParameter("partition", batch.partition())
        .setParameter("prefix", topic.extractPrefix())
        .setParameter("table", topic.table())
        .setParameter("next", batch.nextOffset())
        .executeUpdate();
  }
}
