package dev.plimsoll.materializer.events;

import dev.plimsoll.bisection.Bisection;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.events.DeadLetters.Form;
import dev.plimsoll.materializer.events.DeadLetters.Letter;
import dev.plimsoll.materializer.events.EventReader.LogEvent;
import dev.plimsoll.materializer.events.EventReader.Writer;
import dev.plimsoll.materializer.metrics.LogMetrics;
import dev.plimsoll.materializer.metrics.LogMetrics.EventOutcome;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.assignment.Faults;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.tracing.TracedPoll;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Consumer of `log.events`. A poll is acknowledged when its events are durable and its dead
/// letters are sent. Until then it is tried again, since producers need every batch.
@Singleton
public final class LogEventsConsumer {
  private static final Logger LOG = Logger.getLogger(LogEventsConsumer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  /// Bounds of one transaction, for its duration and memory.
  private static final int MOST_FILES = 64;
  private static final int MOST_BATCHES = 20_000;

  private final BatchAppend batchAppend;
  private final FileNumbering numbering;
  private final FileAppend files;
  private final EventReader reader;
  private final DeadLetters deadLetters;
  private final WorkSignal signal;
  private final LogMetrics metrics;
  private volatile boolean stopping;

  public LogEventsConsumer(
      BatchAppend batchAppend,
      FileNumbering numbering,
      FileAppend files,
      EventReader reader,
      Producer<byte[], byte[]> producer,
      TopicsConfig topics,
      WorkSignal signal,
      LogMetrics metrics) {
    this.batchAppend = batchAppend;
    this.numbering = numbering;
    this.files = files;
    this.reader = reader;
    this.deadLetters = new DeadLetters(producer, topics.name(Topic.LOG_EVENTS_DLQ));
    this.signal = signal;
    this.metrics = metrics;
  }

  private record Event(ConsumerRecord<byte[], byte[]> message, Writer writer, LogEvent event) {
    Letter refused(ErrorCode code, String reason) {
      return Letter.whole(message, writer.kind(), code, reason);
    }

    /// 0 for a single batch.
    int batchesOfFile() {
      return event instanceof LogEvent.File(FileAppended file) ? file.batches().size() : 0;
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  @Incoming("log-events")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> poll) throws Exception {
    long started = System.nanoTime();
    try (TracedPoll _ =
        TracedPoll.of(
            "append to the log", poll, message -> CloudEvent.traceparent(message.headers()))) {
      takeIn(poll);
    }
    metrics.ingested(Duration.ofNanos(System.nanoTime() - started));
  }

  private void takeIn(ConsumerRecords<byte[], byte[]> poll) throws Exception {
    List<Event> events = new ArrayList<>(poll.count());
    List<Letter> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : poll) {
      read(message, events, letters);
    }
    for (List<Event> together : inOrder(events)) {
      ingest(together, letters);
    }
    signal.wake();
    deliver(letters);
  }

  /// The writer is checked before the content is parsed.
  private void read(
      ConsumerRecord<byte[], byte[]> message, List<Event> events, List<Letter> letters) {
    Writer writer;
    try {
      writer = reader.writerOf(message);
    } catch (PlimsollException e) {
      metrics.counted(EventOutcome.FORGED, 1);
      letters.add(Letter.whole(message, "nobody", e.code(), String.valueOf(e.getMessage())));
      return;
    }
    try {
      LogEvent event = EventReader.read(message.headers(), message.value());
      writer.requireRight(event);
      events.add(new Event(message, writer, event));
    } catch (MalformedMessageException e) {
      metrics.counted(EventOutcome.MALFORMED, 1);
      String reason = e.getMessage() == null ? "not readable" : e.getMessage();
      letters.add(Letter.whole(message, writer.kind(), ErrorCode.MALFORMED_MESSAGE, reason));
    } catch (PlimsollException e) {
      metrics.counted(EventOutcome.NOT_PERMITTED, 1);
      letters.add(Letter.whole(message, writer.kind(), e.code(), String.valueOf(e.getMessage())));
    }
  }

  /// Consecutive batches share one transaction, and so do several consecutive files.
  private static List<List<Event>> inOrder(List<Event> events) {
    List<List<Event>> parts = new ArrayList<>();
    int from = 0;
    int files = 0;
    int batches = 0;
    for (int i = 0; i < events.size(); i++) {
      int more = events.get(i).batchesOfFile();
      boolean goesOn =
          more == 0
              ? files == 0
              : files == i - from && files < MOST_FILES && batches + more <= MOST_BATCHES;
      if (!goesOn && from < i) {
        parts.add(events.subList(from, i));
        from = i;
        files = 0;
        batches = 0;
      }
      files += more == 0 ? 0 : 1;
      batches += more;
    }
    if (from < events.size()) {
      parts.add(events.subList(from, events.size()));
    }
    return parts;
  }

  /// Retries until done. Bisection finds refused events, so that the others go on.
  ///
  /// @throws IllegalStateException at the end of the process
  private void ingest(List<Event> events, List<Letter> letters) throws Exception {
    Bisection.<Event, Exception>run(
        events,
        Faults::isOfBatches,
        together -> keepPatiently(together, letters),
        (event, why) -> {
          metrics.counted(EventOutcome.MALFORMED, 1);
          letters.add(event.refused(ErrorCode.MALFORMED_MESSAGE, refusal(why)));
        });
  }

  private static String refusal(Exception e) {
    return e instanceof SQLException sql
        ? "PostgreSQL refuses it, SQLSTATE " + SqlStates.state(sql)
        : "it cannot be kept: " + e.getClass().getSimpleName();
  }

  /// Retries during an outage.
  private void keepPatiently(List<Event> events, List<Letter> letters) throws Exception {
    Duration pause = FIRST_PAUSE;
    while (true) {
      List<Letter> refused = new ArrayList<>();
      try {
        keep(events, refused);
        letters.addAll(refused);
        return;
      } catch (SQLException | RuntimeException e) {
        metrics.ingestionFailed();
        if (Faults.isOfBatches(e)) {
          throw e;
        }
        // An exception would end the channel for good.
        pause = pauseAfter("ingestion", e, pause);
      }
    }
  }

  private void keep(List<Event> events, List<Letter> letters)
      throws SQLException, InterruptedException {
    if (events.getFirst().batchesOfFile() > 0) {
      keepFiles(events, letters);
      return;
    }
    List<BatchAppended> batches = new ArrayList<>(events.size());
    for (Event event : events) {
      if (event.event() instanceof LogEvent.Batch(BatchAppended batch)) {
        batches.add(batch);
      }
    }
    Set<PartitionName> unknown = batchAppend.append(batches);
    int refused = 0;
    for (int i = 0; i < batches.size(); i++) {
      BatchAppended batch = batches.get(i);
      if (unknown.contains(PartitionName.of(batch))) {
        refused++;
        letters.add(
            events
                .get(i)
                .refused(
                    ErrorCode.UNKNOWN_PARTITION,
                    "the log has no such partition, and none is made for it"));
      }
    }
    metrics.counted(EventOutcome.UNKNOWN_PARTITION, refused);
    metrics.counted(EventOutcome.ACCEPTED, events.size() - refused);
  }

  private void keepFiles(List<Event> events, List<Letter> letters)
      throws SQLException, InterruptedException {
    List<FileAppended> together = new ArrayList<>(events.size());
    for (Event event : events) {
      if (event.event() instanceof LogEvent.File(FileAppended file)) {
        together.add(file);
      }
    }
    batchAppend.prepare(
        together.stream()
            .flatMap(file -> file.batches().stream())
            .map(PartitionName::of)
            .collect(Collectors.toSet()));
    Map<Integer, PlimsollException> refused = files.appendTogether(numbering, together);
    refused.forEach(
        (place, why) -> {
          metrics.counted(
              why.code() == ErrorCode.FILE_CONFLICT
                  ? EventOutcome.FILE_CONFLICT
                  : EventOutcome.UNKNOWN_PARTITION,
              1);
          letters.add(events.get(place).refused(why.code(), String.valueOf(why.getMessage())));
        });
    metrics.counted(EventOutcome.ACCEPTED, together.size() - refused.size());
  }

  /// Retries until all letters are sent, each in the largest form that fits.
  private void deliver(List<Letter> letters) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    List<Letter> left = letters;
    while (!left.isEmpty()) {
      List<Future<RecordMetadata>> answers = left.stream().map(deadLetters::send).toList();
      List<Letter> again = new ArrayList<>();
      @Nullable ExecutionException outage = null;
      for (int i = 0; i < left.size(); i++) {
        try {
          answers.get(i).get();
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RecordTooLargeException) {
            addSmaller(left.get(i), again);
          } else {
            outage = e;
            again.add(left.get(i));
          }
        }
      }
      if (outage != null) {
        pause = pauseAfter("dead-letters", outage, pause);
      }
      left = again;
    }
  }

  private static void addSmaller(Letter letter, List<Letter> again) {
    Form smaller = letter.form().smaller();
    if (smaller == null) {
      // The message stays in its own topic.
      LOG.errorf(
          "event=dead-letter.refused topic=%s partition=%d offset=%d code=%s",
          letter.message().topic(),
          letter.message().partition(),
          letter.message().offset(),
          letter.code().value());
    } else {
      again.add(letter.in(smaller));
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
}
