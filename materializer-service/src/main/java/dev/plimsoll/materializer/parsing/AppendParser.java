package dev.plimsoll.materializer.parsing;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A reader of appended files and batches, of every ingress. [BatchRules] are not checked.
public final class AppendParser {
  private AppendParser() {}

  /// @throws MalformedMessageException with a reason that names the property
  public static FileAppended file(byte[] body, Encoding encoding) {
    return read(body, encoding, DirectParser::file, FileAppended.class);
  }

  /// @throws MalformedMessageException with a reason that names the property
  public static BatchAppended batch(byte[] body, Encoding encoding) {
    return read(body, encoding, DirectParser::batch, BatchAppended.class);
  }

  /// What is written as producers write it needs no more than one look at each value. Whatever is
  /// unusual in any way is judged by the rules, and said by them.
  private static <T> T read(
      byte[] body, Encoding encoding, Function<DirectParser, @Nullable T> direct, Class<T> type) {
    @Nullable T usual = DirectParser.of(body, encoding, direct);
    return usual == null ? StrictParser.read(body, encoding, type) : usual;
  }
}
