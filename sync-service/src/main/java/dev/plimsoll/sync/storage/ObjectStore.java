package dev.plimsoll.sync.storage;

import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.connector.storage.ObjectStorage;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Bucket of this service: uploads, readers, removal of leftovers.
@Singleton
public final class ObjectStore implements ObjectStorage {
  private static final Logger LOG = Logger.getLogger(ObjectStore.class);
  // They only pass bytes on.
  private static final int EVENT_LOOPS = 2;
  private static final Duration LOOPS_END_WITHIN = Duration.ofSeconds(1);
  private static final int NOT_FOUND = 404;
  private static final int TAIL_BYTES = 64 << 10;

  // Not the SDK's own: those wait at their end for two seconds whether more comes.
  private final EventLoopGroup eventLoops =
      new NioEventLoopGroup(EVENT_LOOPS, new DefaultThreadFactory("object-store", true));

  private final S3AsyncClient s3;
  private final String bucket;
  private final String prefix;
  private final Encryption encryption;
  private final SideEffects effects;

  /// @throws PlimsollException START_FAILED where the file of authorities is of no use
  public ObjectStore(StorageConfig config, SideEffects effects) {
    this.bucket = config.bucket();
    this.prefix = config.prefix();
    this.encryption = Encryption.of(config);
    this.effects = effects;
    this.s3 = StoreClient.open(config, eventLoops);
  }

  @PreDestroy
  void close() {
    s3.close();
    eventLoops.shutdownGracefully(0, LOOPS_END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public String bucket() {
    return bucket;
  }

  public String prefix() {
    return prefix;
  }

  /// Requires that the bucket exists and may be used.
  ///
  /// @throws PlimsollException BUCKET_NOT_FOUND, STORAGE_REFUSED, STORAGE_UNTRUSTED or
  ///     STORAGE_UNAVAILABLE
  public void requireBucket() {
    try {
      await(s3.headBucket(request -> request.bucket(bucket)));
    } catch (SdkException e) {
      // HEAD has no body, so the SDK cannot always tell a missing bucket from anything else.
      if (e instanceof S3Exception answer && answer.statusCode() == NOT_FOUND) {
        throw new PlimsollException(
            ErrorCode.BUCKET_NOT_FOUND, "there is no bucket \"" + bucket + "\"", e);
      }
      throw new PlimsollException(
          e instanceof S3Exception || e instanceof SdkClientException
              ? ExceptionCodes.code(e)
              : ErrorCode.STORAGE_UNAVAILABLE,
          "bucket \"" + bucket + "\": " + ExceptionCodes.message(e),
          e);
    }
  }

  @Override
  public ObjectUpload upload(String key) {
    return new ObjectUpload(s3, effects, bucket, encryption, key);
  }

  @Override
  public ObjectBytes open(String key, long length) {
    return new StoredObject(s3, effects, bucket, key, length);
  }

  @Override
  public Optional<byte[]> content(String key) {
    return effects.retrying(
        "read " + key,
        () -> {
          try {
            return Optional.of(
                await(
                        s3.getObject(
                            request -> request.bucket(bucket).key(key),
                            AsyncResponseTransformer.toBytes()))
                    .asByteArrayUnsafe());
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  /// Object or upload that a killed attempt may have left.
  ///
  /// @param uploadId of an unfinished upload; null for an object
  public record Leftover(String key, @Nullable String uploadId) {
    public boolean isUpload() {
      return uploadId != null;
    }
  }

  /// Unfinished uploads, and objects that are not announced, under a prefix.
  ///
  /// @param before time of their beginning or completion, by the store's clock; leftovers without
  ///     one count as older
  /// @param announced keys of objects to leave out
  public List<Leftover> leftovers(String keyPrefix, Instant before, Set<String> announced) {
    List<Leftover> found = new ArrayList<>();
    for (MultipartUpload upload :
        all(
            s3.listMultipartUploadsPaginator(request -> request.bucket(bucket).prefix(keyPrefix))
                .uploads())) {
      if (upload.key().startsWith(keyPrefix) && isOld(upload.initiated(), before)) {
        found.add(new Leftover(upload.key(), upload.uploadId()));
      }
    }
    for (S3Object object :
        all(
            s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(keyPrefix))
                .contents())) {
      if (!announced.contains(object.key()) && isOld(object.lastModified(), before)) {
        found.add(new Leftover(object.key(), null));
      }
    }
    return found;
  }

  private static <T> List<T> all(SdkPublisher<T> pages) {
    List<T> items = new ArrayList<>();
    await(pages.subscribe(items::add));
    return items;
  }

  private static boolean isOld(@Nullable Instant at, Instant before) {
    return at == null || !at.isAfter(before);
  }

  /// Removes a leftover. One that is gone already is no failure, so a lost answer does no harm.
  ///
  /// @throws PlimsollException when the store refuses or does not answer
  public void remove(Leftover leftover) {
    effects.attempt(
        SideEffect.REMOVE_LEFTOVER,
        () -> {
          removeNow(leftover);
          return true;
        });
  }

  private void removeNow(Leftover leftover) {
    String uploadId = leftover.uploadId();
    if (uploadId == null) {
      LOG.infof("sweeping an orphan object: key=%s", leftover.key());
      await(s3.deleteObject(request -> request.bucket(bucket).key(leftover.key())));
      return;
    }
    LOG.infof("sweeping an unfinished upload: key=%s", leftover.key());
    try {
      await(
          s3.abortMultipartUpload(
              request -> request.bucket(bucket).key(leftover.key()).uploadId(uploadId)));
    } catch (S3Exception e) {
      if (e.statusCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  /// Waits for an answer; an interrupt cancels the request.
  ///
  /// @throws RuntimeException of the SDK, as it is
  /// @throws PlimsollException INTERRUPTED
  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
  }

  /// Object read by ranges: its tail of 64 KB at once, which holds the footer, then one request a
  /// range.
  private static final class StoredObject implements ObjectBytes {
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
                await(
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
}
