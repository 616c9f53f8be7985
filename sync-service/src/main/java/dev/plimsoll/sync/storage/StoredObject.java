package dev.plimsoll.sync.storage;

import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.recovery.SideEffects;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// Object read by ranges: its tail of 64 KB at once, which holds the footer, then one request a
/// range.
public final class StoredObject implements ObjectBytes {
  private static final int TAIL_BYTES = 64 << 10;

  private final S3AsyncClient s3;
  private final SideEffects effects;
  private final String bucket;
  private final String key;
  private final long length;
  private byte @Nullable [] tail;

  StoredObject(S3AsyncClient s3, SideEffects effects, String bucket, String key, long length) {
    this.s3 = s3;
    this.effects = effects;
    this.bucket = bucket;
    this.key = key;
    this.length = length;
  }

  @Override
  public long length() {
    return length;
  }

  /// @throws PlimsollException OBJECT_CORRUPT when the object is gone or of another length
  @Override
  public void read(long from, byte[] target, int offset, int count) throws EOFException {
    if (from + count > length) {
      throw new EOFException(key + " has only " + length + " bytes");
    }
    int tailLength = (int) Math.min(length, TAIL_BYTES);
    long tailStart = length - tailLength;
    if (from < tailStart) {
      fetch(from, target, offset, count);
      return;
    }
    byte[] kept = tail;
    if (kept == null) {
      kept = new byte[tailLength];
      fetch(tailStart, kept, 0, tailLength);
      tail = kept;
    }
    System.arraycopy(kept, (int) (from - tailStart), target, offset, count);
  }

  private void fetch(long from, byte[] target, int offset, int count) {
    effects.retrying(
        "read " + key,
        () -> {
          try (ResponseInputStream<GetObjectResponse> body =
              ObjectStore.await(
                  s3.getObject(
                      request ->
                          request
                              .bucket(bucket)
                              .key(key)
                              .range("bytes=" + from + "-" + (from + count - 1)),
                      AsyncResponseTransformer.toBlockingInputStream()))) {
            String range = body.response().contentRange();
            if (range != null && !range.endsWith("/" + length)) {
              throw new PlimsollException(
                  ErrorCode.OBJECT_CORRUPT,
                  key + " has not the announced " + length + " bytes: " + range);
            }
            if (body.readNBytes(target, offset, count) < count) {
              throw new EOFException(key + " ended early");
            }
            return count;
          } catch (NoSuchKeyException e) {
            throw new PlimsollException(ErrorCode.OBJECT_CORRUPT, key + " is gone", e);
          }
        });
  }
}
