package dev.plimsoll.materializer.ingestion;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.kafka.TopicsConfig;
import dev.plimsoll.materializer.metrics.IngestionMetrics;
import dev.plimsoll.materializer.metrics.IngestionMetrics.Outcome;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.ingestion.Ingestion;
import dev.plimsoll.postgres.connection.SqlStates;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Takes polls of `log.events`. A poll is acknowledged when its events are durable and its dead
/// letters are in their topic; until then it is tried again, since leaving one out would lose it
/// and refuse all that follow it.
@Singleton
public final class LogEventsConsumer {
  private static final Logger LOG = Logger.getLogger(LogEventsConsumer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Ingestion ingestion;
  private final DeadLetters deadLetters;
  private final WorkSignal signal;
  private final IngestionMetrics metrics;
  private volatile boolean stopping;

  public LogEventsConsumer(
      Ingestion ingestion,
      Producer<byte[], byte[]> producer,
      TopicsConfig topics,
      WorkSignal signal,
      IngestionMetrics metrics) {
    this.ingestion = ingestion;
    this.deadLetters = new DeadLetters(producer, topics.name(Topic.LOG_EVENTS_DLQ));
    this.signal = signal;
    this.metrics = metrics;
  }

  private record Event(ConsumerRecord<byte[], byte[]> message, BatchAppended batch) {}

  private record Letter(ConsumerRecord<byte[], byte[]> message, ErrorCode code, String reason) {}

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  @Incoming("log-events")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> poll) throws InterruptedException {
    long started = System.nanoTime();
    List<Event> events = new ArrayList<>(poll.count());
    List<Letter> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : poll) {
      try {
        events.add(new Event(message, EventReader.read(message.headers(), message.value())));
      } catch (MalformedMessageException e) {
        metrics.counted(Outcome.MALFORMED, 1);
        letters.add(new Letter(message, ErrorCode.MALFORMED_MESSAGE, reason(e)));
      }
    }
    ingest(events, letters);
    signal.raise();
    deliver(letters);
    metrics.ingested(Duration.ofNanos(System.nanoTime() - started));
  }

  /// Until it is done. What PostgreSQL refuses for its content is narrowed down to the event that
  /// has it, so that one bad event does not stop the others.
  private void ingest(List<Event> events, List<Letter> letters) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        refuse(ingestion.ingest(events.stream().map(Event::batch).toList()), events, letters);
        return;
      } catch (SQLException e) {
        metrics.failed();
        if (isRefusalOfContent(e)) {
          if (events.size() == 1) {
            metrics.counted(Outcome.MALFORMED, 1);
            letters.add(
                new Letter(
                    events.getFirst().message(),
                    ErrorCode.MALFORMED_MESSAGE,
                    "PostgreSQL refuses it, SQLSTATE " + SqlStates.state(e)));
            return;
          }
          int half = events.size() / 2;
          ingest(events.subList(0, half), letters);
          ingest(events.subList(half, events.size()), letters);
          return;
        }
        pause = pauseAfter("ingestion", e, pause);
      } catch (RuntimeException e) {
        // Letting it out would end the channel for good.
        metrics.failed();
        pause = pauseAfter("ingestion", e, pause);
      }
    }
  }

  private void refuse(Set<PartitionName> unknown, List<Event> events, List<Letter> letters) {
    int refused = 0;
    for (Event event : events) {
      PartitionName partition = new PartitionName(event.batch().topic(), event.batch().partition());
      if (unknown.contains(partition)) {
        refused++;
        letters.add(
            new Letter(
                event.message(),
                ErrorCode.UNKNOWN_PARTITION,
                "the log has no such partition, and none is made for it"));
      }
    }
    metrics.counted(Outcome.UNKNOWN_PARTITION, refused);
    metrics.counted(Outcome.ACCEPTED, events.size() - refused);
  }

  private void deliver(List<Letter> letters) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    List<Letter> left = letters;
    while (!left.isEmpty()) {
      List<Future<RecordMetadata>> answers = new ArrayList<>(left.size());
      left.forEach(l -> answers.add(deadLetters.send(l.message(), l.code(), l.reason())));
      List<Letter> failed = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        try {
          answers.get(i).get();
        } catch (ExecutionException e) {
          failed.add(left.get(i));
          if (failed.size() == 1) {
            pause = pauseAfter("dead-letters", e, pause);
          }
        }
      }
      left = failed;
    }
  }

  private Duration pauseAfter(String what, Exception e, Duration pause)
      throws InterruptedException {
    if (stopping) {
      throw new IllegalStateException(
          "stopped before the poll was done; it will be delivered again", e);
    }
    LOG.warnf("event=%s.failed retry_ms=%d reason=%s", what, pause.toMillis(), e);
    Thread.sleep(pause);
    Duration next = pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
  }

  /// Classes 22 (data exception) and 23 (integrity constraint violation): no retry helps.
  private static boolean isRefusalOfContent(SQLException e) {
    String state = SqlStates.state(e);
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  private static String reason(MalformedMessageException e) {
    return e.getMessage() == null ? "not readable" : e.getMessage();
  }
}
