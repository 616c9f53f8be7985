package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.AppendedFile;
import dev.plimsoll.contracts.log.AppendedLine;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.materializer.parsing.AppendParser.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// An NDJSON request with a file on each line, answered line by line in order while it is still
/// arriving. Up to 8 files are appended at a time, those of one producer one by one.
final class FileLines {
  /// Concurrent files of one request.
  private static final int AT_ONCE = 8;
  private static final Logger LOG = Logger.getLogger(FileLines.class);
  private static final AppendedLine END = new AppendedLine(0, null, null);

  /// The line with a temporary failure. Later lines are not tried: they would fail as slowly, and
  /// the client resends from there.
  private record Stop(long line, ErrorCode code) {}

  private final LineReader lines;
  private final long maxBytes;
  private final AdmissionLimiter limiter;
  private final Function<FileAppended, AppendedFile> append;
  private final BlockingQueue<CompletableFuture<AppendedLine>> answers =
      new ArrayBlockingQueue<>(AT_ONCE);
  private final ProducerTurns turns = new ProducerTurns();
  private volatile @Nullable Stop stop;

  FileLines(
      InputStream in,
      long maxBytes,
      AdmissionLimiter limiter,
      Function<FileAppended, AppendedFile> append) {
    this.lines = new LineReader(in, maxBytes);
    this.maxBytes = maxBytes;
    this.limiter = limiter;
    this.append = append;
  }

  /// Reads, appends and answers until the body ends.
  ///
  /// @throws IOException the client is gone; its files may be durable
  void answer(OutputStream out) throws IOException {
    Thread reader = Thread.ofVirtual().name("file-lines").start(this::read);
    try {
      for (AppendedLine line = next(out); line != END; line = next(out)) {
        out.write(Json.write(line).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    } finally {
      reader.interrupt();
    }
  }

  private AppendedLine next(OutputStream out) throws IOException, InterruptedException {
    CompletableFuture<AppendedLine> next = answers.peek();
    if (next == null || !next.isDone()) {
      // Some clients wait for a line's answer before they send the next.
      out.flush();
    }
    try {
      return answers.take().get();
    } catch (ExecutionException e) {
      throw new IOException("the body ended early", e.getCause());
    }
  }

  private void read() {
    try {
      boolean more = true;
      while (more) {
        more = begin();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return false at the end
  private boolean begin() throws InterruptedException {
    try {
      if (!lines.hasNext()) {
        answers.put(CompletableFuture.completedFuture(END));
        return false;
      }
    } catch (IOException e) {
      answers.put(CompletableFuture.failedFuture(e));
      return false;
    }
    CompletableFuture<AppendedLine> answer = new CompletableFuture<>();
    answers.put(answer);
    LineReader.Line line;
    try {
      line = lines.next();
    } catch (IOException e) {
      answer.completeExceptionally(e);
      return false;
    }
    // Last, so that slow readers and half lines hold no place.
    return begin(line, limiter.await(), answer);
  }

  private boolean begin(
      LineReader.Line line, AdmissionLimiter.Place place, CompletableFuture<AppendedLine> answer) {
    try {
      try {
        FileAppended file = file(line);
        ProducerTurns.Turn turn = turns.take(line.number(), file);
        Thread.ofVirtual().start(() -> keep(file, turn, answer, place));
      } catch (PlimsollException e) {
        place.close();
        answer.complete(problem(line.number(), e.code(), e.getMessage()));
      }
      return true;
    } catch (RuntimeException e) {
      place.close();
      answer.completeExceptionally(e);
      return false;
    }
  }

  private FileAppended file(LineReader.Line line) {
    byte @Nullable [] content = line.content();
    if (content == null) {
      throw Body.tooLarge(maxBytes);
    }
    return Body.file(content, Encoding.JSON);
  }

  private void keep(
      FileAppended file,
      ProducerTurns.Turn turn,
      CompletableFuture<AppendedLine> answer,
      AdmissionLimiter.Place place) {
    AppendedLine line = attempt(file, turn);
    place.close();
    turn.ended(line.file() != null);
    answer.complete(line);
  }

  private AppendedLine attempt(FileAppended file, ProducerTurns.Turn turn) {
    List<Long> failed = turn.failedBefore();
    Stop stopped = stop;
    if (stopped != null && stopped.line() < turn.line()) {
      return problem(turn.line(), stopped.code(), "not tried, after line " + stopped.line());
    }
    if (!failed.isEmpty()) {
      return problem(
          turn.line(),
          ErrorCode.OUT_OF_SEQUENCE,
          "not tried: line %d, with batches of a producer of this one, was not kept"
              .formatted(failed.getFirst()));
    }
    try {
      return new AppendedLine(turn.line(), append.apply(file), null);
    } catch (PlimsollException e) {
      if (e.retryAfter() != null) {
        stop = new Stop(turn.line(), e.code());
      }
      return problem(turn.line(), e.code(), e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.errorf(e, "event=append.failed line=%d", turn.line());
      return problem(turn.line(), ErrorCode.INTERNAL, null);
    }
  }

  private static AppendedLine problem(long line, ErrorCode code, @Nullable String detail) {
    return new AppendedLine(line, null, Problem.of(code, detail));
  }
}
