package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How long batches stay, and whose the objects are.
final class RetentionOptions {
  private static final String NO_LIMIT = "none";

  @Option(
      names = "--retain-for",
      paramLabel = "TIME",
      description = "How long batches stay at least, for example 7d; none for ever.")
  private @Nullable String time;

  @Option(
      names = "--retain-bytes",
      paramLabel = "SIZE",
      description = "How much of each partition stays at least, for example 10GB; none for all.")
  private @Nullable String size;

  @Option(
      names = "--owns-objects",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Delete objects once no batch of the log refers to them any more.")
  private @Nullable Boolean ownsObjects;

  @Nullable Boolean ownsObjects() {
    return ownsObjects;
  }

  /// @return milliseconds; -1 for no limit
  /// @throws PlimsollException USAGE
  @Nullable Long retentionMs() {
    if (time == null) {
      return null;
    }
    return time.equals(NO_LIMIT) ? -1L : Long.valueOf(Spans.parse(time).toMillis());
  }

  /// @return -1 for no limit
  /// @throws PlimsollException USAGE
  @Nullable Long retentionBytes() {
    if (size == null) {
      return null;
    }
    return size.equals(NO_LIMIT) ? -1L : Long.valueOf(Sizes.parse(size));
  }
}
