package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description = "Show the end of the logs, and what is added with -f.",
    footer = {"", "Example:", "  ./plimsoll logs sync -f"})
public final class LogsCommand extends LocalCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "PART",
      description = "planner, sync, materializer, builder, query or stack; all of them by default.")
  private @Nullable String part;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "LINES",
      description = "How many of the last lines; 40 by default.")
  private int lines = 40;

  record PartLog(String part, String file, List<String> lines) {}

  @Override
  public Integer call() throws InterruptedException {
    if (follow && json()) {
      throw PlimsollException.usage("--follow never ends, so it has no one JSON document");
    }
    List<LogTail> tails = tails(home());
    if (json()) {
      terminal()
          .json(
              tails.stream()
                  .map(tail -> new PartLog(tail.part, tail.file.toString(), tail.last(lines)))
                  .toList());
      return ExitCode.OK;
    }
    for (LogTail tail : tails) {
      tail.last(lines).forEach(line -> print(tail, line, tails.size() > 1));
    }
    while (follow) {
      for (LogTail tail : tails) {
        tail.added().forEach(line -> print(tail, line, tails.size() > 1));
      }
      Thread.sleep(200);
    }
    return ExitCode.OK;
  }

  private void print(LogTail tail, String line, boolean named) {
    String shown = Printable.ofLog(line);
    terminal().data(named ? "%-12s | %s".formatted(tail.part, shown) : shown);
  }

  private List<LogTail> tails(DataHome home) {
    List<String> known =
        Stream.concat(Stream.of("stack"), Stream.of(ServiceName.values()).map(ServiceName::value))
            .toList();
    if (part != null && !known.contains(part)) {
      throw PlimsollException.usage(
          "there is no part '" + part + "'; there are " + String.join(", ", known));
    }
    List<LogTail> tails =
        known.stream()
            .filter(name -> part == null || part.equals(name))
            .map(name -> new LogTail(name, home.log(name)))
            .filter(tail -> Files.exists(tail.file))
            .toList();
    if (tails.isEmpty()) {
      throw PlimsollException.notFound("there is no log yet in " + home.path().resolve("logs"));
    }
    return tails;
  }

  /// End of a log file, and lines added later.
  static final class LogTail {
    private static final int WINDOW_BYTES = 1 << 20;

    private final String part;
    private final Path file;
    private long position;

    LogTail(String part, Path file) {
      this.part = part;
      this.file = file;
    }

    List<String> last(int lines) {
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
        position = Math.max(0, open.length() - WINDOW_BYTES);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      List<String> read = added();
      return read.subList(Math.max(0, read.size() - lines), read.size());
    }

    List<String> added() {
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
        if (open.length() < position) {
          position = 0; // it was rotated
        }
        byte[] bytes = new byte[(int) Math.min(open.length() - position, WINDOW_BYTES)];
        open.seek(position);
        open.readFully(bytes);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
          end--;
        }
        position += end;
        return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
