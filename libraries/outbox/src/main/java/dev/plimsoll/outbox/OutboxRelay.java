package dev.plimsoll.outbox;

import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.periodic.PeriodicWork;
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

/// Sends what waits in a backlog, in its order, and says so there once Kafka has acknowledged it.
///
/// One relay at a time works on a backlog, however many processes run one: each round takes its
/// lock, for the length of a transaction, and skips the round where it is held. A crash between
/// the acknowledgement and the commit sends again, with the same CloudEvent id: readers see each
/// message at least once, and messages of one key for the first time in their order.
///
/// A message that Kafka never takes as it is, such as one beyond its limit, is set aside where the
/// backlog can do that ([SetAsideMessages]); those behind it go on, also of its key.
///
/// While Kafka is away a round waits: what was handed to the producer stays in line there, and
/// sending it once more would only double it. The round's transaction stays open for that long; it
/// has no snapshot while it waits, so it holds back no vacuum.
public final class OutboxRelay implements AutoCloseable {
  /// Messages of a round at most.
  static final int ROUND = 2_000;

  /// What a round returns when another relay is at work.
  static final int HELD_ELSEWHERE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final Duration WHILE_HELD_ELSEWHERE = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /// How long a topic is left out that refused a message: others go on meanwhile, however many of
  /// its messages are before them.
  private static final Duration REFUSED_FOR = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS_AT_CLOSED = Duration.ofMillis(200);
  private static final Duration LAST_ROUND = Duration.ofSeconds(30);

  private final DataSource dataSource;
  private final Producer<String, String> producer;
  private final String source;
  private final Backlog<?> backlog;
  private final IdlePauses idle;
  private final PeriodicWork work;

  /// Topics that refused a message, until when they are left out.
  private final Map<String, Long> refusing = new HashMap<>();

  private final Runnable appended = this::wake;
  private Runnable onSetAside = () -> {};
  private volatile boolean closed;
  private Duration untilNextLook;

  private record Sent<P>(P message, Future<RecordMetadata> answer) {}

  private record Refused<P>(P message, String reason) {}

  /// @param neverTaken by Kafka as they are, in a backlog that sets such aside
  /// @param refusal the first of the others, where Kafka refused some
  private record Delivery<P>(
      List<P> acknowledged, List<Refused<P>> neverTaken, @Nullable ExecutionException refusal) {}

  /// @param producer from [OutboxProducer#open]; owned by the caller, who closes it after this
  ///     relay
  /// @param source CloudEvent source, for example `/plimsoll/sync`
  /// @param backlog where messages wait, in the data source's database
  public OutboxRelay(
      DataSource dataSource,
      Producer<String, String> producer,
      String source,
      Backlog<?> backlog,
      IdlePauses idle) {
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

  /// Before it begins.
  ///
  /// @param count called for each message that it sets aside
  public OutboxRelay countingSetAside(Runnable count) {
    onSetAside = count;
    return this;
  }

  /// Begins to relay, in a thread of its own.
  public void start() {
    Outbox.listen(appended);
    work.start();
  }

  /// Says that something was committed; without it the next round comes after an idle pause. What
  /// [Outbox] appends in this process makes that a short one.
  public void wake() {
    work.wake();
  }

  /// Stops after the round at hand; one that waits for Kafka is rolled back and sent again later.
  @Override
  public void close() {
    closed = true;
    Outbox.forget(appended);
    work.close();
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
      // A backlog may offer less than it has: only where it offers nothing that is all.
      default -> Duration.ZERO;
    };
  }

  /// One round: at most [#ROUND] messages sent, acknowledged and done with. Those that Kafka took
  /// are done with also when it refused others. A message refused at once (topic missing) holds
  /// back what follows it in its topic, and nothing else.
  ///
  /// @return how many; [#HELD_ELSEWHERE] when another relay is at work
  /// @throws ExecutionException when Kafka refused a message; it stays where it is
  /// @throws TimeoutException when this relay was closed while Kafka had not answered
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
        acknowledged.add(one.message());
      } catch (ExecutionException e) {
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
      Future<RecordMetadata> answer = hand(pending);
      sent.add(new Sent<>(pending, answer));
      if (answer.state() == Future.State.FAILED
          && !(setsAside && isOfMessage(answer.exceptionNow()))) {
        // Nothing of this topic may overtake it; other topics go on.
        refusedTopics.add(topic);
      }
    }
    return sent;
  }

  /// Some of what it refuses it throws.
  private Future<RecordMetadata> hand(Backlog.Pending pending) {
    try {
      return producer.send(message(pending));
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

  private ProducerRecord<String, String> message(Backlog.Pending pending) {
    OutboxMessage content = pending.message();
    ProducerRecord<String, String> message =
        new ProducerRecord<>(
            content.topic(),
            content.partition(),
            pending.occurredAt().toEpochMilli(),
            content.key(),
            content.body());
    CloudEvent.describe(message, content.id(), source, content.type(), pending.occurredAt());
    content.headers().forEach((name, value) -> CloudEvent.header(message, name, value));
    return message;
  }

  /// Whether Kafka refuses the message however often it is sent, as long as nobody changes it or
  /// Kafka's limits.
  private static boolean isOfMessage(@Nullable Throwable refusal) {
    return switch (refusal) {
      case RecordTooLargeException _,
          RecordBatchTooLargeException _,
          SerializationException _,
          InvalidRecordException _,
          InvalidTimestampException _,
          UnsupportedForMessageFormatException _,
          // A partition that no topic has.
          IllegalArgumentException _ ->
          true;
      case null, default -> false;
    };
  }
}
