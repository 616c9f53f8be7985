package dev.plimsoll.sync.recovery;

/// Upload that the store no longer knows, for instance since a lifecycle rule has aborted it.
/// Sending again does not help; the writer can begin the file anew.
public final class LostUploadException extends RuntimeException {
  public LostUploadException(String key, Throwable cause) {
    super("the upload of " + key + " is gone", cause);
  }
}
