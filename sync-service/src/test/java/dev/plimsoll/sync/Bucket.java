package dev.plimsoll.sync;

import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.trust.Authorities;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.TrustManager;
import org.eclipse.microprofile.config.ConfigProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The stack's bucket, looked at from outside.
public final class Bucket {
  public static final String NAME = setting("bucket");
  private static final S3Client S3 = client();

  private Bucket() {}

  private static String setting(String name) {
    return ConfigProvider.getConfig().getValue("plimsoll.s3." + name, String.class);
  }

  private static S3Client client() {
    UrlConnectionHttpClient.Builder transport = UrlConnectionHttpClient.builder();
    ConfigProvider.getConfig()
        .getOptionalValue("plimsoll.s3.ca", Path.class)
        .ifPresent(
            file -> {
              TrustManager[] authorities = Authorities.trustManagers(file, "plimsoll.s3.ca");
              transport.tlsTrustManagersProvider(() -> authorities);
            });
    return S3Client.builder()
        .endpointOverride(URI.create(setting("endpoint")))
        .region(Region.of(setting("region")))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(setting("access-key"), setting("secret-key"))))
        .httpClientBuilder(transport)
        .build();
  }

  /// Keys of what an extract has there.
  public static List<String> keys(UUID extractId) {
    return keys(StackResource.S3_PREFIX + extractId + "/");
  }

  private static List<String> keys(String prefix) {
    return S3
        .listObjectsV2Paginator(request -> request.bucket(NAME).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  /// Unfinished uploads of an extract.
  public static List<String> uploads(UUID extractId) {
    String prefix = StackResource.S3_PREFIX + extractId + "/";
    return S3
        .listMultipartUploads(request -> request.bucket(NAME).prefix(prefix))
        .uploads()
        .stream()
        .map(MultipartUpload::key)
        .filter(key -> key.startsWith(prefix))
        .toList();
  }

  /// Puts an object that nobody knows of.
  public static void put(String key) {
    S3.putObject(
        request -> request.bucket(NAME).key(key), RequestBody.fromString("of somebody else"));
  }

  /// `s3://bucket/key`.
  public static String location(String key) {
    return "s3://" + NAME + "/" + key;
  }

  /// The object at such a location.
  public static byte[] at(String location) {
    String key = location.substring(location("").length());
    return S3.getObjectAsBytes(request -> request.bucket(NAME).key(key)).asByteArray();
  }

  /// Whether there is an object.
  public static boolean has(String key) {
    return keys(key).contains(key);
  }

  /// Puts beside an extract's first object what a process that was killed in an upload leaves
  /// there: an object that nobody knows of, and an upload without an end.
  ///
  /// @return key of the object that is left
  public static String leaveOrphansBesideObjectOf(UUID extractId) {
    String object = keys(extractId).getFirst();
    S3.createMultipartUpload(request -> request.bucket(NAME).key(object + "-unfinished"));
    S3.putObject(
        request -> request.bucket(NAME).key(object + "-orphan"), RequestBody.fromString("orphan"));
    return object + "-orphan";
  }

  /// As a lifecycle rule does with uploads that take too long, or a store that has crashed.
  public static void abortUploads(UUID extractId) {
    S3.listMultipartUploads(
            request -> request.bucket(NAME).prefix(StackResource.S3_PREFIX + extractId))
        .uploads()
        .forEach(
            upload ->
                S3.abortMultipartUpload(
                    request -> request.bucket(NAME).key(upload.key()).uploadId(upload.uploadId())));
  }
}
