package dev.plimsoll.contracts.bound;

/// A value beyond a [Bound]. Its message names the field and the bound, and quotes no text.
public final class OutOfBoundsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public OutOfBoundsException(String reason) {
    super(reason);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
