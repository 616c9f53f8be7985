package dev.plimsoll.materializer.retention;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.audit.ObjectAudit.ObjectLook;
import dev.plimsoll.offsetlog.retention.ObjectRemover;
import dev.plimsoll.trust.Authorities;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManager;
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

/// Objects in S3. The client opens at the first use, since most logs own no objects.
@Singleton
public final class S3Objects implements ObjectRemover, ObjectLook {
  /// Locks are held meanwhile: shorter than the timeout of idle transactions.
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private final ObjectStorageConfig config;
  private final TrustManager @Nullable [] authorities;
  private final DeletablePlaces deletable;
  private @Nullable S3Client client;

  /// @throws PlimsollException START_FAILED where the file of authorities is of no use
  public S3Objects(ObjectStorageConfig config, RetentionConfig retention) {
    this.config = config;
    this.authorities =
        config.ca().map(file -> Authorities.trustManagers(file, "plimsoll.s3.ca")).orElse(null);
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
        if (!"NoSuchKey".equals(error.code())) {
          failed.put(error.key(), error.code() + ": " + error.message());
        }
      }
    } catch (SdkException e) {
      // Some may be deleted: the next try finds them gone.
      String why =
          Authorities.isRefusal(e)
              ? ErrorCode.STORAGE_UNTRUSTED.value() + ": " + e.getMessage()
              : String.valueOf(e.getMessage());
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
        case 404 -> new Seen.Missing();
        // S3 also answers 403 for missing objects, without the right to list.
        case 403, 400 -> new Seen.Unreadable("status " + e.statusCode());
        default -> throw unavailable(e);
      };
    } catch (SdkException e) {
      throw unavailable(e);
    }
  }

  private static PlimsollException unavailable(SdkException e) {
    return new PlimsollException(
        Authorities.isRefusal(e) ? ErrorCode.STORAGE_UNTRUSTED : ErrorCode.STORAGE_UNAVAILABLE,
        "whether objects are there is not known: " + e.getMessage(),
        e);
  }

  private synchronized S3Client client() {
    S3Client open = client;
    if (open == null) {
      open = open(config, authorities);
      client = open;
    }
    return open;
  }

  private static S3Client open(ObjectStorageConfig config, TrustManager @Nullable [] authorities) {
    UrlConnectionHttpClient.Builder transport = UrlConnectionHttpClient.builder();
    if (authorities != null) {
      transport.tlsTrustManagersProvider(() -> authorities);
    }
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .forcePathStyle(config.pathStyle())
            .credentialsProvider(credentials(config))
            .overrideConfiguration(override -> override.apiCallTimeout(CALL_TIMEOUT))
            .httpClientBuilder(transport);
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

  /// Places where objects may be deleted.
  ///
  /// @param places each `bucket/` or `bucket/prefix`
  record DeletablePlaces(List<String> places) {
    /// @param configured null for the default
    /// @param ofExtracts the default bucket
    /// @throws IllegalArgumentException for a place without a bucket
    static DeletablePlaces of(@Nullable List<String> configured, Optional<String> ofExtracts) {
      List<String> places = configured == null ? ofExtracts.stream().toList() : configured;
      return new DeletablePlaces(places.stream().map(DeletablePlaces::withSlash).toList());
    }

    // Else a bucket would match all that begin with its name.
    private static String withSlash(String place) {
      String text = place.strip();
      if (text.isEmpty() || text.startsWith("/")) {
        throw new IllegalArgumentException(
            "plimsoll.materializer.retention.deletable names a bucket, or bucket/prefix: " + place);
      }
      return text.contains("/") ? text : text + "/";
    }

    boolean hold(String bucket, String key) {
      String object = bucket + "/" + key;
      return places.stream().anyMatch(object::startsWith);
    }
  }
}
