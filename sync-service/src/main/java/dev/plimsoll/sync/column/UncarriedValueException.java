package dev.plimsoll.sync.column;

/// A value that its column's Parquet type cannot hold. It is never changed silently.
public final class UncarriedValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UncarriedValueException(String message) {
    super(message);
  }
}
