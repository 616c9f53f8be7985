package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

final class RetentionOptions {

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

  /// @return -1 for no limit; null where not given
  /// @throws PlimsollException USAGE
  @Nullable Long retentionMs() {
    return limit(time, text -> Spans.parse(text).toMillis());
  }

  /// @return -1 for no limit; null where not given
  /// @throws PlimsollException USAGE
  @Nullable Long retentionBytes() {
    return limit(size, Sizes::parse);
  }

  private static @Nullable Long limit(@Nullable String text, ToLongFunction<String> parse) {
    return text == null ? null : (Long) (text.equals("none") ? -1 : parse.applyAsLong(text));
  }
}
