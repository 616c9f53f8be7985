package dev.plimsoll.materializer.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.AppendedFile;
import dev.plimsoll.contracts.log.AppendedLine;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileLinesTest {
  private static final int PLACES = 5;
  private static final int MAX_LINE = 1_000;
  private static final AdmissionLimiter LIMITER =
      new AdmissionLimiter(new Config(), new AppendMetrics(new SimpleMeterRegistry()));

  private record Config() implements AppendConfig {
    @Override
    public MemorySize maxRequestSize() {
      return new MemorySize(BigInteger.valueOf(MAX_LINE));
    }

    @Override
    public int concurrentRequests() {
      return PLACES;
    }
  }

  /// A file of one batch; its key is its number.
  private static String file(String producer, long number) {
    return Json.write(
        new FileAppended(
            "b",
            Long.toString(number),
            List.of(new FileBatch("t", 0, producer, 0, number, 0, 1, 1, LogClient.WRITTEN))));
  }

  private static InputStream body(Stream<String> lines) {
    return new ByteArrayInputStream(
        String.join("\n", lines.toList()).getBytes(StandardCharsets.UTF_8));
  }

  private static List<AppendedLine> answers(
      InputStream body, Function<FileAppended, AppendedFile> append) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new FileLines(body, MAX_LINE, LIMITER, append).answer(out);
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> Json.read(line, AppendedLine.class))
        .toList();
  }

  private static AppendedFile kept(FileAppended file) {
    return new AppendedFile(Long.parseLong(file.key()), false, null);
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void answersInTheOrderOfTheLinesWhicheverIsDoneFirst() throws IOException {
    // given a first file that ends only after another one has begun
    CountDownLatch another = new CountDownLatch(1);

    List<AppendedLine> answers =
        answers(
            body(Stream.of(file("a", 1), file("b", 2), file("c", 3))),
            file -> {
              if (file.key().equals("1")) {
                pass(another);
              } else {
                another.countDown();
              }
              return kept(file);
            });

    assertThat(answers)
        .containsExactly(
            new AppendedLine(1, new AppendedFile(1, false, null), null),
            new AppendedLine(2, new AppendedFile(2, false, null), null),
            new AppendedLine(3, new AppendedFile(3, false, null), null));
  }

  @Test
  void keepsOneProducersFilesOneAfterTheOtherAndNoMoreThanThereArePlaces() throws IOException {
    // given files of three producers in turn
    Map<String, List<Long>> order = new ConcurrentHashMap<>();
    Set<String> underWay = ConcurrentHashMap.newKeySet();
    AtomicInteger atOnce = new AtomicInteger();
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());

    List<AppendedLine> answers =
        answers(
            body(Stream.iterate(0L, i -> i + 1).limit(300).map(i -> file("p" + i % 30, i))),
            file -> {
              String producer = file.batches().getFirst().producerId();
              assertThat(underWay.add(producer)).isTrue();
              seen.add(atOnce.incrementAndGet());
              order
                  .computeIfAbsent(producer, _ -> new ArrayList<>())
                  .add(Long.parseLong(file.key()));
              Thread.yield();
              atOnce.decrementAndGet();
              underWay.remove(producer);
              return kept(file);
            });

    assertThat(answers).hasSize(300).allMatch(answer -> answer.file() != null);
    assertThat(order).hasSize(30).allSatisfy((_, files) -> assertThat(files).isSorted());
    assertThat(seen).allMatch(files -> files <= PLACES);
  }

  @Test
  void aBadLineStopsNoOther() throws IOException {
    List<AppendedLine> answers =
        answers(
            body(
                Stream.of(
                    file("a", 1),
                    "rubbish",
                    "",
                    "{\"bucket\":\"" + "x".repeat(MAX_LINE) + "\"}",
                    " \r",
                    file("a", 2),
                    "")),
            FileLinesTest::kept);

    assertThat(answers).extracting(AppendedLine::line).containsExactly(1L, 2L, 4L, 6L);
    assertThat(answers)
        .extracting(answer -> answer.problem() == null ? null : answer.problem().code())
        .containsExactly(null, ErrorCode.INVALID_REQUEST, ErrorCode.REQUEST_TOO_LARGE, null);
  }

  @Test
  void whatFollowsAFileThatWasNotKeptIsNotTriedWhereItIsOfTheSameProducer() throws IOException {
    List<AppendedLine> answers =
        answers(
            body(Stream.of(file("a", 1), file("b", 2), file("a", 3), file("a", 4), file("b", 5))),
            file -> {
              if (file.key().equals("1")) {
                throw new PlimsollException(ErrorCode.FILE_CONFLICT, "another file");
              }
              return kept(file);
            });

    assertThat(answers)
        .extracting(answer -> answer.problem() == null ? null : answer.problem().code())
        .containsExactly(
            ErrorCode.FILE_CONFLICT,
            null,
            ErrorCode.OUT_OF_SEQUENCE,
            ErrorCode.OUT_OF_SEQUENCE,
            null);
    assertThat(answers.get(2).problem().detail()).contains("line 1");
  }

  @Test
  void nothingIsTriedAfterWhatWillPass() throws IOException {
    AtomicInteger tried = new AtomicInteger();

    List<AppendedLine> answers =
        answers(
            body(Stream.iterate(1L, i -> i + 1).limit(100).map(i -> file("a", i))),
            file -> {
              if (tried.incrementAndGet() == 3) {
                throw PlimsollException.retryLater(
                    ErrorCode.CONNECTION_LOST, "away", Duration.ofSeconds(1));
              }
              return kept(file);
            });

    assertThat(tried).hasValue(3);
    assertThat(answers).hasSize(100);
    assertThat(answers.subList(0, 2)).allMatch(answer -> answer.file() != null);
    assertThat(answers.subList(2, 100))
        .allMatch(answer -> answer.problem().code() == ErrorCode.CONNECTION_LOST);
    assertThat(answers.get(50).problem().detail()).isEqualTo("not tried, after line 3");
  }

  @Test
  void aLineIsAnsweredBeforeTheNextOneIsSent() throws Exception {
    try (PipedOutputStream request = new PipedOutputStream();
        PipedInputStream body = new PipedInputStream(request)) {
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      Thread server =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      new FileLines(body, MAX_LINE, LIMITER, FileLinesTest::kept).answer(answers);
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      for (long i = 1; i <= 3; i++) {
        request.write((file("a", i) + "\n").getBytes(StandardCharsets.UTF_8));
        request.flush();
        long lines = i;
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> answers.toString(StandardCharsets.UTF_8).lines().count() == lines);
      }
      request.close();
      server.join();
    }
  }

  @Test
  void aBodyIsNotReadOnWhileItsFilesWait() throws Exception {
    // given files that cannot be kept yet
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    InputStream counted =
        new InputStream() {
          private final InputStream body =
              body(Stream.iterate(0L, i -> i + 1).limit(5_000).map(i -> file("p" + i, i)));

          @Override
          public int read() throws IOException {
            throw new IOException("reads octet by octet");
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            int octets = body.read(to, offset, length);
            read.addAndGet(octets);
            return octets;
          }
        };
    List<AppendedLine> answered = Collections.synchronizedList(new ArrayList<>());
    Thread server =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answered.addAll(
                        answers(
                            counted,
                            file -> {
                              begun.incrementAndGet();
                              pass(gate);
                              return kept(file);
                            }));
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });

    // when as many as there are places have begun, then no more is read than those and a buffer
    await().atMost(Duration.ofMinutes(3)).until(() -> begun.get() == PLACES);
    await()
        .atMost(Duration.ofMinutes(3))
        .during(Duration.ofMillis(200))
        .until(() -> begun.get() == PLACES && read.get() <= 2 * (8 << 10));

    // and all are answered in the end
    gate.countDown();
    server.join();
    assertThat(answered).hasSize(5_000).allMatch(answer -> answer.file() != null);
  }

  @Test
  void aBodyThatBreaksOffEndsTheAnswer() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };

    assertThatThrownBy(
            () ->
                answers(
                    new SequenceInputStream(
                        body(Stream.of(file("a", 1), file("a", 2).substring(0, 20))), broken),
                    FileLinesTest::kept))
        .isInstanceOf(IOException.class)
        .hasMessage("the body ended early");
  }

  @Test
  void everyPlaceIsGivenBack() throws IOException {
    answers(body(Stream.of(file("a", 1), "rubbish", file("b", 2))), FileLinesTest::kept);

    List<AdmissionLimiter.Place> places = Stream.generate(LIMITER::enter).limit(PLACES).toList();
    assertThatThrownBy(LIMITER::enter)
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
    places.forEach(AdmissionLimiter.Place::close);
  }
}
