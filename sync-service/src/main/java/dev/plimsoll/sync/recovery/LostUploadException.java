package dev.plimsoll.sync.recovery;

/// The store knows nothing any more of an upload under way: it has crashed, or somebody, a
/// lifecycle rule for instance, has aborted it. Sending again does not help, but the file can be
/// begun anew by whoever writes it.
public final class LostUploadException extends RuntimeException {
  public LostUploadException(String key, Throwable cause) {
    super("the upload of " + key + " is gone", cause);
  }
}
