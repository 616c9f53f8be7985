package dev.plimsoll.systemtests;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.s3.S3Server;
import java.net.URI;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The bucket, looked at from outside.
final class BucketListing implements AutoCloseable {
  private final S3Client s3;

  BucketListing(URI endpoint, Secrets secrets) {
    this.s3 =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(S3Server.REGION))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(secrets.s3AccessKey(), secrets.s3SecretKey())))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  /// Every key there is.
  SortedSet<String> objects() {
    return s3.listObjectsV2Paginator(request -> request.bucket(S3Server.BUCKET)).contents().stream()
        .map(S3Object::key)
        .collect(toCollection(TreeSet::new));
  }

  /// Ids of uploads that are neither completed nor given up, with their keys.
  Map<String, String> uploads() {
    return s3.listMultipartUploads(request -> request.bucket(S3Server.BUCKET)).uploads().stream()
        .collect(toMap(MultipartUpload::uploadId, MultipartUpload::key));
  }

  @Override
  public void close() {
    s3.close();
  }
}
