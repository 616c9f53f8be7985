package dev.plimsoll.materializer.ingestion;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.kafka.TopicsConfig;
import dev.plimsoll.materializer.metrics.IngestionMetrics;
import dev.plimsoll.materializer.metrics.IngestionMetrics.Outcome;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.ingestion.FileAppend;
import dev.plimsoll.offsetlog.ingestion.FileNumbering;
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
  private final FileAppend files;
  private final FileNumbering numbering;
  private final DeadLetters deadLetters;
  private final WorkSignal signal;
  private final IngestionMetrics metrics;
  private volatile boolean stopping;

  public LogEventsConsumer(
      Ingestion ingestion,
      FileAppend files,
      FileNumbering numbering,
      Producer<byte[], byte[]> producer,
      TopicsConfig topics,
      WorkSignal signal,
      IngestionMetrics metrics) {
    this.ingestion = ingestion;
    this.files = files;
    this.numbering = numbering;
    this.deadLetters = new DeadLetters(producer, topics.name(Topic.LOG_EVENTS_DLQ));
    this.signal = signal;
    this.metrics = metrics;
  }

  private record Event(ConsumerRecord<byte[], byte[]> message, LogEvent event) {}

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
    for (List<Event> together : inOrder(events)) {
      ingest(together, letters);
    }
    signal.raise();
    deliver(letters);
    metrics.ingested(Duration.ofNanos(System.nanoTime() - started));
  }

  /// Batches that follow each other are one transaction, and so is each file.
  private static List<List<Event>> inOrder(List<Event> events) {
    List<List<Event>> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= events.size(); i++) {
      boolean file = i < events.size() && events.get(i).event() instanceof LogEvent.File;
      if ((file || i == events.size()) && from < i) {
        parts.add(events.subList(from, i));
      }
      if (file) {
        parts.add(events.subList(i, i + 1));
        from = i + 1;
      }
    }
    return parts;
  }

  /// Until it is done. What PostgreSQL refuses for its content is narrowed down to the event that
  /// has it, so that one bad event does not stop the others.
  private void ingest(List<Event> events, List<Letter> letters) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        keep(events, letters);
        return;
      } catch (SQLException e) {
        metrics.failed();
        if (SqlStates.isRefusalOfContent(e)) {
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

  private void keep(List<Event> events, List<Letter> letters)
      throws SQLException, InterruptedException {
    if (events.getFirst().event() instanceof LogEvent.File(FileAppended file)) {
      keep(file, events.getFirst().message(), letters);
      return;
    }
    List<BatchAppended> batches = new ArrayList<>(events.size());
    for (Event event : events) {
      if (event.event() instanceof LogEvent.Batch(BatchAppended batch)) {
        batches.add(batch);
      }
    }
    Set<PartitionName> unknown = ingestion.ingest(batches);
    int refused = 0;
    for (int i = 0; i < batches.size(); i++) {
      BatchAppended batch = batches.get(i);
      if (unknown.contains(new PartitionName(batch.topic(), batch.partition()))) {
        refused++;
        letters.add(
            new Letter(
                events.get(i).message(),
                ErrorCode.UNKNOWN_PARTITION,
                "the log has no such partition, and none is made for it"));
      }
    }
    metrics.counted(Outcome.UNKNOWN_PARTITION, refused);
    metrics.counted(Outcome.ACCEPTED, events.size() - refused);
  }

  private void keep(FileAppended file, ConsumerRecord<byte[], byte[]> message, List<Letter> letters)
      throws SQLException, InterruptedException {
    try {
      ingestion.prepare(
          file.batches().stream()
              .map(batch -> new PartitionName(batch.topic(), batch.partition()))
              .distinct()
              .toList());
      files.append(numbering.number(file));
      metrics.counted(Outcome.ACCEPTED, 1);
    } catch (PlimsollException e) {
      // Another file has its name, or one of its partitions is not there.
      metrics.counted(
          e.code() == ErrorCode.FILE_CONFLICT ? Outcome.FILE_CONFLICT : Outcome.UNKNOWN_PARTITION,
          1);
      letters.add(new Letter(message, e.code(), String.valueOf(e.getMessage())));
    }
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

  private static String reason(MalformedMessageException e) {
    return e.getMessage() == null ? "not readable" : e.getMessage();
  }
}
