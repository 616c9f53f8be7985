package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.parsing.AppendParser;
import dev.plimsoll.materializer.parsing.AppendParser.Encoding;
import java.util.function.Supplier;

/// Parsing of request bodies, with problems for malformed ones.
final class Body {
  private Body() {}

  /// @throws PlimsollException INVALID_REQUEST
  static FileAppended file(byte[] body, Encoding encoding) {
    return valid(() -> AppendParser.file(body, encoding));
  }

  /// @throws PlimsollException INVALID_REQUEST
  static BatchAppended batch(byte[] body, Encoding encoding) {
    return valid(() -> AppendParser.batch(body, encoding));
  }

  /// @throws PlimsollException INVALID_REQUEST
  static void check(Runnable rules) {
    valid(
        () -> {
          rules.run();
          return true;
        });
  }

  private static <T> T valid(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (MalformedMessageException e) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST, e.getMessage() == null ? "not readable" : e.getMessage(), e);
    }
  }

  static PlimsollException tooLarge(long maxBytes) {
    return new PlimsollException(
        ErrorCode.REQUEST_TOO_LARGE, "at most " + maxBytes + " bytes are taken at once");
  }
}
