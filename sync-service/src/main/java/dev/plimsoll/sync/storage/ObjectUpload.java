package dev.plimsoll.sync.storage;

import dev.plimsoll.connector.storage.ObjectWriter;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.LostUploadException;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Multipart upload of bounded memory: parts of 8 MB, one filled while the one before is sent; a
/// single PUT where one part is enough. Holds two parts in memory at most.
public final class ObjectUpload extends OutputStream implements ObjectWriter {
  private static final Logger LOG = Logger.getLogger(ObjectUpload.class);
  private static final int PART_BYTES = 8 << 20;

  private static final int NOT_FOUND = 404;

  private final S3AsyncClient s3;
  private final SideEffects effects;
  private final String bucket;
  private final Encryption encryption;
  private final String key;
  private final List<CompletedPart> parts = new ArrayList<>();

  private byte[] filling = new byte[256 << 10];
  private byte[] spare = new byte[0];
  private int filled;
  private long length;
  private @Nullable String uploadId;
  private @Nullable FutureTask<CompletedPart> sending;
  private boolean completed;

  ObjectUpload(
      S3AsyncClient s3, SideEffects effects, String bucket, Encryption encryption, String key) {
    this.s3 = s3;
    this.effects = effects;
    this.bucket = bucket;
    this.encryption = encryption;
    this.key = key;
  }

  public String key() {
    return key;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /// @throws PlimsollException when the store refuses or does not answer
  @Override
  public void write(byte[] bytes, int offset, int count) {
    int from = offset;
    int left = count;
    while (left > 0) {
      if (filled == PART_BYTES) {
        sendPart();
      }
      int room = Math.min(left, PART_BYTES - filled);
      reserve(filled + room);
      System.arraycopy(bytes, from, filling, filled, room);
      filled += room;
      from += room;
      left -= room;
    }
    length += count;
  }

  private void reserve(int needed) {
    if (needed > filling.length) {
      int grown = Math.min(PART_BYTES, Math.max(needed, 4 * filling.length));
      filling = Arrays.copyOf(filling, grown);
    }
  }

  private void sendPart() {
    if (uploadId == null) {
      uploadId =
          effects
              .retrying(
                  "begin upload",
                  () ->
                      ObjectStore.await(
                          s3.createMultipartUpload(
                              request ->
                                  request
                                      .bucket(bucket)
                                      .key(key)
                                      .serverSideEncryption(encryption.kind())
                                      .ssekmsKeyId(encryption.kmsKey()))))
              .uploadId();
    }
    awaitSending();
    byte[] part = filling;
    int partLength = filled;
    int number = parts.size() + 1;
    String id = uploadId;
    FutureTask<CompletedPart> task =
        new FutureTask<>(() -> uploadPart(id, number, part, partLength));
    sending = task;
    Thread.ofVirtual().name("upload-part").start(task);
    filling = spare.length == PART_BYTES ? spare : new byte[PART_BYTES];
    spare = part;
    filled = 0;
  }

  private CompletedPart uploadPart(String id, int number, byte[] part, int partLength) {
    String md5 = md5(part, partLength);
    SideEffects.Act<CompletedPart> put =
        () -> {
          try {
            String tag =
                ObjectStore.await(
                        s3.uploadPart(
                            request ->
                                request
                                    .bucket(bucket)
                                    .key(key)
                                    .uploadId(id)
                                    .partNumber(number)
                                    .contentMD5(md5),
                            body(part, partLength)))
                    .eTag();
            return CompletedPart.builder().partNumber(number).eTag(tag).build();
          } catch (S3Exception e) {
            throw lostOr(e);
          }
        };
    // The same bytes under the same number again: whether the first ones arrived does not matter.
    return effects.perform(SideEffect.UPLOAD_PART, put, Optional::empty);
  }

  // Not copied: an array is not filled again before its part was answered.
  private static AsyncRequestBody body(byte[] bytes, int count) {
    return AsyncRequestBody.fromByteBufferUnsafe(ByteBuffer.wrap(bytes, 0, count));
  }

  private void awaitSending() {
    FutureTask<CompletedPart> task = sending;
    if (task == null) {
      return;
    }
    sending = null;
    try {
      parts.add(task.get());
    } catch (ExecutionException e) {
      throw ExceptionCodes.of(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
  }

  /// @throws PlimsollException OBJECT_CORRUPT when the object has another length than was written
  @Override
  public long complete() {
    String id = uploadId;
    if (id == null) {
      String md5 = md5(filling, filled);
      effects.perform(
          SideEffect.PUT_OBJECT,
          () -> {
            ObjectStore.await(
                s3.putObject(
                    request ->
                        request
                            .bucket(bucket)
                            .key(key)
                            .contentMD5(md5)
                            .serverSideEncryption(encryption.kind())
                            .ssekmsKeyId(encryption.kmsKey()),
                    body(filling, filled)));
            return length;
          },
          // The same bytes under the same key again are harmless.
          Optional::empty);
    } else {
      if (filled > 0) {
        sendPart();
      }
      awaitSending();
      effects.perform(SideEffect.COMPLETE_UPLOAD, () -> sendEnd(id), this::findCompleted);
    }
    completed = true;
    return length;
  }

  private long sendEnd(String id) {
    try {
      ObjectStore.await(
          s3.completeMultipartUpload(
              request ->
                  request
                      .bucket(bucket)
                      .key(key)
                      .uploadId(id)
                      .multipartUpload(upload -> upload.parts(parts))));
      return length;
    } catch (S3Exception e) {
      // The client may have retried after a lost answer: a completed upload is not found any more.
      if (e.statusCode() == NOT_FOUND) {
        return findCompleted().orElseThrow(() -> lostOr(e));
      }
      throw e;
    }
  }

  private RuntimeException lostOr(S3Exception e) {
    boolean lost = e.statusCode() == NOT_FOUND && !(e instanceof NoSuchBucketException);
    return lost ? new LostUploadException(key, e) : e;
  }

  private Optional<Long> findCompleted() {
    try {
      HeadObjectResponse found =
          ObjectStore.await(s3.headObject(request -> request.bucket(bucket).key(key)));
      if (found.contentLength() != length) {
        throw new PlimsollException(
            ErrorCode.OBJECT_CORRUPT,
            key + " has " + found.contentLength() + " bytes where " + length + " were written");
      }
      return Optional.of(length);
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Without {@link #complete()} the upload is aborted, and its parts are removed.
  @Override
  public void close() {
    if (completed) {
      return;
    }
    FutureTask<CompletedPart> task = sending;
    if (task != null) {
      task.cancel(true);
      sending = null;
    }
    String id = uploadId;
    if (id != null) {
      uploadId = null;
      try {
        ObjectStore.await(
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id)));
      } catch (SdkException | PlimsollException | CancellationException e) {
        // The sweep at the read task's next attempt finds it again.
        LOG.warnf(
            "an upload could not be given up: key=%s cause=%s", key, ExceptionCodes.message(e));
      }
    }
  }

  private static String md5(byte[] bytes, int count) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(bytes, 0, count);
      return Base64.getEncoder().encodeToString(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
