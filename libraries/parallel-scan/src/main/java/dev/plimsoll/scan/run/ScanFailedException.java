package dev.plimsoll.scan.run;

/// Failure of a scan. The cause is the first worker's failure; later ones are suppressed in it.
public final class ScanFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScanFailedException(Throwable cause) {
    super(cause);
  }
}
