package dev.plimsoll.materializer.retention;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.audit.ObjectLook;
import dev.plimsoll.offsetlog.retention.ObjectRemover;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Objects of topics that own theirs. Connected at the first one: most logs own none.
@Singleton
public final class S3Objects implements ObjectRemover, ObjectLook {
  /// Locks are held meanwhile: shorter than a session may be idle in a transaction.
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final String NO_SUCH_KEY = "NoSuchKey";

  private final ObjectStorageConfig config;
  private final DeletablePlaces deletable;
  private @Nullable S3Client client;

  public S3Objects(ObjectStorageConfig config, RetentionConfig retention) {
    this.config = config;
    this.deletable = DeletablePlaces.of(retention.deletable().orElse(null), config.bucket());
  }

  @Override
  public boolean mayDelete(String bucket, String key) {
    return deletable.hold(bucket, key);
  }

  @Override
  public Map<String, String> delete(String bucket, List<String> keys) {
    List<ObjectIdentifier> objects =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    Map<String, String> failed = new HashMap<>();
    try {
      DeleteObjectsResponse response =
          client()
              .deleteObjects(
                  request ->
                      request.bucket(bucket).delete(delete -> delete.objects(objects).quiet(true)));
      for (S3Error error : response.errors()) {
        if (!NO_SUCH_KEY.equals(error.code())) {
          failed.put(error.key(), error.code() + ": " + error.message());
        }
      }
    } catch (SdkException e) {
      // Some may be deleted all the same: the next try finds them gone.
      String why = String.valueOf(e.getMessage());
      keys.forEach(key -> failed.put(key, why));
    }
    return failed;
  }

  @Override
  public Seen look(String bucket, String key) {
    try {
      client().headObject(request -> request.bucket(bucket).key(key));
      return new Seen.There();
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        case NOT_FOUND -> new Seen.Missing();
        // Who may not list a bucket is told so of what is not there, too.
        case FORBIDDEN, BAD_REQUEST -> new Seen.Unreadable("status " + e.statusCode());
        default -> throw unavailable(e);
      };
    } catch (SdkException e) {
      throw unavailable(e);
    }
  }

  private static PlimsollException unavailable(SdkException e) {
    return new PlimsollException(
        ErrorCode.STORAGE_UNAVAILABLE, "whether objects are there is not known", e);
  }

  private synchronized S3Client client() {
    S3Client open = client;
    if (open == null) {
      open = open(config);
      client = open;
    }
    return open;
  }

  private static S3Client open(ObjectStorageConfig config) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .forcePathStyle(config.pathStyle())
            .credentialsProvider(credentials(config))
            .overrideConfiguration(override -> override.apiCallTimeout(CALL_TIMEOUT))
            .httpClientBuilder(UrlConnectionHttpClient.builder());
    config.endpoint().map(URI::normalize).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(ObjectStorageConfig config) {
    if (config.accessKey().isPresent() && config.secretKey().isPresent()) {
      return StaticCredentialsProvider.create(
          AwsBasicCredentials.create(config.accessKey().get(), config.secretKey().get()));
    }
    return DefaultCredentialsProvider.builder().build();
  }

  @PreDestroy
  synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
