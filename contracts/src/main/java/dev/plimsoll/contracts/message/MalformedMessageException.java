package dev.plimsoll.contracts.message;

import org.jspecify.annotations.Nullable;

/// A text that is not the JSON of its record. The message never quotes the text.
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
