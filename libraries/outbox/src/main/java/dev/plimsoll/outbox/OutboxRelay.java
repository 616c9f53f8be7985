package dev.plimsoll.outbox;

import dev.plimsoll.contracts.message.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what is in the outbox, in its order, and deletes it once Kafka has acknowledged it.
///
/// One relay at a time works on a table, however many processes run one: each round takes a
/// transaction-level advisory lock and skips the round where it is held. A crash between the
/// acknowledgement and the delete sends again, with the same CloudEvent id. The producer must be
/// idempotent with `acks=all`, so that a retry cannot reorder.
public final class OutboxRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

  private static final int ROUND = 500;
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);

  // The table's oid makes the lock its schema's own.
  private static final String LOCK =
      "SELECT pg_try_advisory_xact_lock(1886152051, 'outbox'::regclass::oid::int)";
  private static final String NEXT =
      """
      SELECT id, topic, partition_number, key, event_id, event_type, occurred_at, body
      FROM outbox ORDER BY id LIMIT ?
      """;
  private static final String DELETE = "DELETE FROM outbox WHERE id = ANY (?)";

  private final DataSource dataSource;
  private final Producer<String, String> producer;
  private final String source;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean closed;
  private @Nullable Thread thread;

  /// @param producer owned by the caller, who closes it after this relay
  /// @param source CloudEvent source, for example `/plimsoll/sync`
  public OutboxRelay(DataSource dataSource, Producer<String, String> producer, String source) {
    this.dataSource = dataSource;
    this.producer = producer;
    this.source = source;
  }

  /// Begins to relay, in a thread of its own.
  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("outbox-relay").daemon(true).start(this::run);
    }
  }

  /// Says that something was committed; without it the next round comes within 200 ms.
  public void wake() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  /// Stops after the round at hand.
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    wake();
    if (running != null) {
      try {
        running.join(SEND_TIMEOUT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    boolean failing = false;
    while (!closed) {
      Duration pause;
      try {
        pause = relayRound() == ROUND ? Duration.ZERO : IDLE;
        if (failing) {
          LOG.info("outbox relay works again");
          failing = false;
        }
      } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
        if (!failing) {
          LOG.warn("outbox relay failed, goes on trying: {}", e.toString());
          failing = true;
        }
        pause = AFTER_FAILURE;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (!awaitWork(pause, failing)) {
        return;
      }
    }
  }

  private boolean awaitWork(Duration pause, boolean failing) {
    try {
      if (failing) {
        Thread.sleep(pause);
      } else if (!pause.isZero() && wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        wakeUps.drainPermits();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// One round: at most 500 messages sent, acknowledged and deleted.
  ///
  /// @return how many; 0 also when another relay is at work
  public int relayRound()
      throws SQLException, ExecutionException, TimeoutException, InterruptedException {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        int relayed = tryLock(connection) ? relay(connection) : 0;
        connection.commit();
        return relayed;
      } catch (Throwable e) {
        rollBack(connection, e);
        throw e;
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean tryLock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK);
        ResultSet rows = lock.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private int relay(Connection connection)
      throws SQLException, ExecutionException, TimeoutException, InterruptedException {
    List<Long> ids = new ArrayList<>();
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
    try (PreparedStatement next = connection.prepareStatement(NEXT)) {
      next.setInt(1, ROUND);
      try (ResultSet rows = next.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong("id"));
          acknowledgements.add(producer.send(message(rows)));
        }
      }
    }
    if (ids.isEmpty()) {
      return 0;
    }
    producer.flush();
    for (Future<RecordMetadata> acknowledgement : acknowledgements) {
      acknowledgement.get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setObject(1, ids.stream().mapToLong(Long::longValue).toArray());
      delete.executeUpdate();
    }
    return ids.size();
  }

  private ProducerRecord<String, String> message(ResultSet row) throws SQLException {
    int number = row.getInt("partition_number");
    @Nullable Integer partition = row.wasNull() ? null : number;
    Instant occurredAt = row.getObject("occurred_at", OffsetDateTime.class).toInstant();
    ProducerRecord<String, String> message =
        new ProducerRecord<>(
            row.getString("topic"),
            partition,
            occurredAt.toEpochMilli(),
            row.getString("key"),
            row.getString("body"));
    Headers headers = message.headers();
    header(headers, EventHeaders.ID, row.getObject("event_id", UUID.class).toString());
    header(headers, EventHeaders.SOURCE, source);
    header(headers, EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
    header(headers, EventHeaders.TYPE, row.getString("event_type"));
    header(headers, EventHeaders.TIME, occurredAt.toString());
    header(headers, EventHeaders.CONTENT_TYPE, EventHeaders.CONTENT_TYPE_VALUE);
    return message;
  }

  private static void header(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
