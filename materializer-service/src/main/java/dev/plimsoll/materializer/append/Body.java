package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.entry.Entries;
import dev.plimsoll.materializer.entry.Form;

/// What a body holds, or why it is refused.
final class Body {
  private Body() {}

  /// @throws PlimsollException INVALID_REQUEST
  static FileAppended file(byte[] body, Form form) {
    try {
      return Entries.file(body, form);
    } catch (MalformedMessageException e) {
      throw invalid(e);
    }
  }

  /// @throws PlimsollException INVALID_REQUEST
  static BatchAppended batch(byte[] body, Form form) {
    try {
      return Entries.batch(body, form);
    } catch (MalformedMessageException e) {
      throw invalid(e);
    }
  }

  static PlimsollException tooLarge(long maxBytes) {
    return new PlimsollException(
        ErrorCode.REQUEST_TOO_LARGE, "at most " + maxBytes + " bytes are taken at once");
  }

  static PlimsollException invalid(MalformedMessageException e) {
    return new PlimsollException(
        ErrorCode.INVALID_REQUEST, e.getMessage() == null ? "not readable" : e.getMessage(), e);
  }
}
