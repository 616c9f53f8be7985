package dev.plimsoll.outbox;

import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.tracing.SentMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Relay of a backlog to Kafka, in order, with a record of what was acknowledged.
///
/// One relay at a time works on a backlog: each round holds its lock for one transaction, and is
/// skipped where another process has it. After a crash before the commit messages are sent again
/// with the same CloudEvent id. So readers get each message at least once, and first deliveries of
/// a key in order.
///
/// A message that Kafka never accepts, such as a too large one, is set aside where the backlog
/// supports that ([SetAsideMessages]). Later messages go on, even of its key.
///
/// While Kafka is away a round waits, since the producer still has its messages queued. Its
/// transaction stays open, without a snapshot, so it holds back no vacuum.
public final class OutboxRelay implements AutoCloseable {
  static final int ROUND = 2_000;

  /// Result of a round while another relay works.
  static final int HELD_ELSEWHERE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final Duration WHILE_HELD_ELSEWHERE = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /// Time without a topic that refused a message, so that others go on behind its backlog.
  private static final Duration REFUSED_FOR = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS_AT_CLOSED = Duration.ofMillis(200);
  private static final Duration LAST_ROUND = Duration.ofSeconds(30);

  private final DataSource dataSource;
  private final Supplier<Producer<String, String>> producer;
  private final String source;
  private final Backlog<?> backlog;
  private final IdlePauses idle;
  private final PeriodicWork work;

  /// End of the exclusion of topics that refused a message.
  private final Map<String, Long> refusing = new HashMap<>();

  private final Runnable appended = this::wake;
  private final Runnable onSetAside;
  private final Runnable onClose;
  private volatile boolean closed;
  private Duration untilNextLook;

  /// A producer opened when it is first needed.
  private static final class OwnProducer implements Supplier<Producer<String, String>> {
    private final Supplier<Producer<String, String>> opening;
    private @Nullable Producer<String, String> opened;

    OwnProducer(Supplier<Producer<String, String>> opening) {
      this.opening = opening;
    }

    @Override
    public synchronized Producer<String, String> get() {
      if (opened == null) {
        opened = opening.get();
      }
      return opened;
    }

    synchronized void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  private record Sent<P>(P message, Future<RecordMetadata> answer, SentMessage trace) {}

  private record Refused<P>(P message, String reason) {}

  /// @param neverTaken messages to be set aside
  /// @param refusal the first other failure
  private record Delivery<P>(
      List<P> acknowledged, List<Refused<P>> neverTaken, @Nullable ExecutionException refusal) {}

  /// @param producer from [OutboxProducer#open]; the caller closes it after this relay
  /// @param source CloudEvent source, for example `/plimsoll/sync`
  /// @param backlog in the data source's database
  public OutboxRelay(
      DataSource dataSource,
      Producer<String, String> producer,
      String source,
      Backlog<?> backlog,
      IdlePauses idle) {
    this(dataSource, () -> producer, source, backlog, idle, () -> {}, () -> {});
  }

  private OutboxRelay(
      DataSource dataSource,
      Supplier<Producer<String, String>> producer,
      String source,
      Backlog<?> backlog,
      IdlePauses idle,
      Runnable onSetAside,
      Runnable onClose) {
    this.onSetAside = onSetAside;
    this.onClose = onClose;
    this.dataSource = dataSource;
    this.producer = producer;
    this.source = source;
    this.backlog = backlog;
    this.idle = idle;
    this.untilNextLook = idle.first();
    this.work =
        PeriodicWork.every("outbox", idle.first())
            .threadName("outbox-relay")
            .backingOff(AFTER_FAILURE, AFTER_FAILURE)
            .lettingRoundsEnd(LAST_ROUND)
            .paces(this::round);
  }

  /// Relay of the `outbox` table, with a producer of its own that it opens for its first message
  /// and closes.
  ///
  /// @param kafka as of [OutboxProducer#open]
  /// @param onSetAside called for each message set aside
  public static OutboxRelay ofTable(
      DataSource dataSource, Map<String, ?> kafka, Seal seal, String source, Runnable onSetAside) {
    OwnProducer own = new OwnProducer(() -> OutboxProducer.open(kafka, seal));
    return new OutboxRelay(
        dataSource, own, source, new TableBacklog(), IdlePauses.GROWING, onSetAside, own::close);
  }

  public void start() {
    Outbox.listen(appended);
    work.start();
  }

  /// Call after a commit; otherwise the next round follows an idle pause, which [Outbox] keeps
  /// short in this process.
  public void wake() {
    work.wake();
  }

  /// Stops after the current round; one that waits for Kafka is rolled back and sent again later.
  @Override
  public void close() {
    closed = true;
    Outbox.forget(appended);
    work.close();
    onClose.run();
  }

  private Duration round(boolean woken)
      throws SQLException, ExecutionException, TimeoutException, InterruptedException {
    int sent = relayRound();
    if (woken || sent > 0) {
      untilNextLook = idle.first();
    }
    return switch (sent) {
      case HELD_ELSEWHERE -> WHILE_HELD_ELSEWHERE;
      case 0 -> {
        Duration pause = untilNextLook;
        untilNextLook = idle.after(pause);
        yield pause;
      }
      // A backlog may return less than it has: only an empty answer means that it is empty.
      default -> Duration.ZERO;
    };
  }

  /// One round of at most [#ROUND] messages. Acknowledged ones are done even when others were
  /// refused. A message refused at once (topic missing) holds back only its topic.
  ///
  /// @return number of messages; [#HELD_ELSEWHERE] when another relay works
  /// @throws ExecutionException when Kafka refused a message, which stays
  /// @throws TimeoutException when this relay was closed before Kafka answered
  int relayRound() throws SQLException, ExecutionException, TimeoutException, InterruptedException {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        return relayRound(connection, backlog);
      } catch (Throwable e) {
        rollBack(connection, e);
        throw e;
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(autoCommit);
        }
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

  private <P extends Backlog.Pending> int relayRound(Connection connection, Backlog<P> waiting)
      throws SQLException, ExecutionException, TimeoutException, InterruptedException {
    if (!waiting.tryLock(connection)) {
      connection.commit();
      return HELD_ELSEWHERE;
    }
    long now = System.nanoTime();
    refusing.values().removeIf(until -> until - now <= 0);
    Delivery<P> delivery =
        deliver(
            waiting.next(connection, ROUND, Set.copyOf(refusing.keySet())), waiting.setsAside());
    if (!delivery.acknowledged().isEmpty()) {
      waiting.done(connection, delivery.acknowledged());
    }
    for (Refused<P> refused : delivery.neverTaken()) {
      waiting.setAside(connection, refused.message(), refused.reason());
    }
    connection.commit();
    delivery.neverTaken().forEach(this::tell);
    if (delivery.refusal() != null) {
      throw delivery.refusal();
    }
    return delivery.acknowledged().size() + delivery.neverTaken().size();
  }

  private void tell(Refused<? extends Backlog.Pending> refused) {
    OutboxMessage message = refused.message().message();
    onSetAside.run();
    LOG.warn(
        "event=message.set-aside topic={} type={} key={} id={} reason={}",
        message.topic(),
        message.type(),
        message.key(),
        message.id(),
        refused.reason());
  }

  private <P extends Backlog.Pending> Delivery<P> deliver(List<P> messages, boolean setsAside)
      throws TimeoutException, InterruptedException {
    List<Sent<P>> sent = send(messages, setsAside);
    List<P> acknowledged = new ArrayList<>(sent.size());
    List<Refused<P>> neverTaken = new ArrayList<>();
    @Nullable ExecutionException refusal = null;
    for (Sent<P> one : sent) {
      try {
        awaitAnswer(one.answer());
        one.trace().acknowledged();
        acknowledged.add(one.message());
      } catch (ExecutionException e) {
        one.trace().refused();
        if (setsAside && isOfMessage(e.getCause())) {
          neverTaken.add(new Refused<>(one.message(), String.valueOf(e.getCause())));
          continue;
        }
        refusal = refusal == null ? e : refusal;
        refusing.put(one.message().message().topic(), System.nanoTime() + REFUSED_FOR.toNanos());
      }
    }
    return new Delivery<>(acknowledged, neverTaken, refusal);
  }

  private <P extends Backlog.Pending> List<Sent<P>> send(List<P> messages, boolean setsAside) {
    List<Sent<P>> sent = new ArrayList<>(messages.size());
    Set<String> refusedTopics = new HashSet<>();
    for (P pending : messages) {
      String topic = pending.message().topic();
      if (refusedTopics.contains(topic)) {
        continue;
      }
      SentMessage trace =
          SentMessage.of(topic, pending.message().traceparent(), pending.occurredAt());
      Future<RecordMetadata> answer = hand(pending, trace.traceparent());
      sent.add(new Sent<>(pending, answer, trace));
      if (answer.state() == Future.State.FAILED
          && !(setsAside && isOfMessage(answer.exceptionNow()))) {
        // Later messages of the topic must not overtake it.
        refusedTopics.add(topic);
      }
    }
    return sent;
  }

  /// Returns refusals that the producer throws.
  private Future<RecordMetadata> hand(Backlog.Pending pending, @Nullable String trace) {
    try {
      return producer.get().send(message(pending, trace));
    } catch (RuntimeException e) {
      if (isOfMessage(e)) {
        return CompletableFuture.failedFuture(e);
      }
      throw e;
    }
  }

  private void awaitAnswer(Future<RecordMetadata> answer)
      throws ExecutionException, TimeoutException, InterruptedException {
    while (true) {
      try {
        answer.get(BETWEEN_LOOKS_AT_CLOSED.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (closed) {
          throw e;
        }
      }
    }
  }

  private ProducerRecord<String, String> message(
      Backlog.Pending pending, @Nullable String traceparent) {
    OutboxMessage content = pending.message();
    ProducerRecord<String, String> message =
        new ProducerRecord<>(
            content.topic(),
            content.partition(),
            pending.occurredAt().toEpochMilli(),
            content.key(),
            content.body());
    CloudEvent.describe(message, content.id(), source, content.type(), pending.occurredAt());
    CloudEvent.trace(message, traceparent);
    content.headers().forEach((name, value) -> CloudEvent.header(message, name, value));
    return message;
  }

  /// Whether Kafka refuses the message permanently, as long as neither it nor Kafka's limits
  /// change.
  private static boolean isOfMessage(@Nullable Throwable refusal) {
    return switch (refusal) {
      case RecordTooLargeException _,
          RecordBatchTooLargeException _,
          SerializationException _,
          InvalidRecordException _,
          InvalidTimestampException _,
          UnsupportedForMessageFormatException _,
          // A partition that the topic does not have.
          IllegalArgumentException _ ->
          true;
      case null, default -> false;
    };
  }
}
