package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.sync.ExtractTopic;
import dev.plimsoll.planner.messaging.Messages;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/// Projection of `log.commits`: one row for each partition, with its high watermark and number of
/// batches. Batches come in the order of their offsets: one that ends below the watermark was seen
/// before.
@ApplicationScoped
public class LogCommitsConsumer {
  private static final String PROJECT =
      """
      INSERT INTO log_partitions AS p
        (topic, partition_number, extract_prefix, table_text, next_offset, batches)
      VALUES (?, ?, ?, ?, ?, 1)
      ON CONFLICT (topic, partition_number) DO UPDATE SET
        next_offset = excluded.next_offset,
        batches = p.batches + 1
      WHERE p.next_offset < excluded.next_offset
      """;

  private final Messages messages;
  private final Transactions transactions;

  public LogCommitsConsumer(Messages messages, DataSource dataSource) {
    this.messages = messages;
    this.transactions = new Transactions(dataSource);
  }

  @Incoming("log-commits")
  @Blocking
  public void consume(ConsumerRecord<String, String> message) {
    if (!ExtractTopic.mayWrite(message.key())) {
      return;
    }
    BatchCommitted batch = messages.read(message, BatchCommitted.class);
    @Nullable ExtractTopic topic = ExtractTopic.parse(batch.topic());
    if (topic != null) {
      Messages.untilDone("a committed batch", () -> apply(batch, topic));
    }
  }

  private void apply(BatchCommitted batch, ExtractTopic topic) {
    try {
      transactions.statements(
          connection ->
              Sql.of(
                      connection,
                      PROJECT,
                      batch.topic(),
                      batch.partition(),
                      topic.extractPrefix(),
                      topic.table(),
                      batch.nextOffset())
                  .update());
    } catch (SQLException e) {
      throw new IllegalStateException("not projected: " + e.getMessage(), e);
    }
  }
}
