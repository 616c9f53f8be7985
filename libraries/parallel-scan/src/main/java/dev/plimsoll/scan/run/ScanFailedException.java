package dev.plimsoll.scan.run;

/// A worker has failed and the scan with it. The cause is the first failure; what other workers met
/// while they were being stopped is suppressed in it.
public final class ScanFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScanFailedException(Throwable cause) {
    super(cause);
  }
}
