package dev.plimsoll.sync;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The stack's bucket, looked at from outside.
public final class Bucket {
  private static final Stack STACK = Stack.get();
  private static final String NAME = STACK.description().s3Bucket();

  private Bucket() {}

  private static S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create(STACK.description().s3Endpoint()))
        .region(Region.of(STACK.description().s3Region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    STACK.secrets().s3AccessKey(), STACK.secrets().s3SecretKey())))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /// Keys of what an extract has there.
  public static List<String> keys(UUID extractId) {
    try (S3Client s3 = client()) {
      return s3
          .listObjectsV2(
              request -> request.bucket(NAME).prefix(StackResource.S3_PREFIX + extractId + "/"))
          .contents()
          .stream()
          .map(S3Object::key)
          .toList();
    }
  }

  /// Unfinished uploads of an extract.
  public static List<String> uploads(UUID extractId) {
    String prefix = StackResource.S3_PREFIX + extractId + "/";
    try (S3Client s3 = client()) {
      return s3
          .listMultipartUploads(request -> request.bucket(NAME).prefix(prefix))
          .uploads()
          .stream()
          .map(upload -> upload.key())
          .filter(key -> key.startsWith(prefix))
          .toList();
    }
  }

  /// Leaves what a process that was killed between upload and announcement would.
  public static void putOrphan(String key) {
    try (S3Client s3 = client()) {
      s3.createMultipartUpload(request -> request.bucket(NAME).key(key + "-unfinished"));
      s3.putObject(request -> request.bucket(NAME).key(key), RequestBody.fromString("orphan"));
    }
  }
}
