package dev.plimsoll.cli.watch;

import dev.plimsoll.cli.text.Spans;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

public final class WatchOptions {
  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      description = "Wait so long at most, for example 4h; then exit 6, and the work goes on.")
  private @Nullable String timeout;

  @Option(
      names = "--every",
      paramLabel = "SPAN",
      defaultValue = "1s",
      description = "Look so often (default: ${DEFAULT-VALUE}).")
  private String every = "1s";

  @Nullable Duration timeout() {
    return timeout == null ? null : Spans.parse(timeout);
  }

  Duration every() {
    return Spans.parse(every);
  }
}
