package dev.plimsoll.materializer.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects are deleted in a store as it is.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "materializer"))
class ObjectsIT {
  private static final String PREFIX = StackResource.S3_PREFIX + "retention/";

  @Inject S3Objects objects;
  @Inject ObjectStorageConfig config;

  private final String bucket = Stack.get().description().s3Bucket();

  private S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create(config.endpoint().orElseThrow().toString()))
        .region(Region.of(config.region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    config.accessKey().orElseThrow(), config.secretKey().orElseThrow())))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  @Test
  void deletesWhatIsThereAndDoesNotMindWhatIsNot() {
    try (S3Client s3 = client()) {
      // given
      for (String name : List.of("a", "b & <c>", "stays")) {
        s3.putObject(
            request -> request.bucket(bucket).key(PREFIX + name), RequestBody.fromString("x"));
      }
      // when
      List<String> keys = List.of(PREFIX + "a", PREFIX + "b & <c>", PREFIX + "never-was");
      // then, also for one that was killed and does it again
      assertThat(objects.delete(bucket, keys)).isEmpty();
      assertThat(objects.delete(bucket, keys)).isEmpty();
      assertThat(
              s3.listObjectsV2(request -> request.bucket(bucket).prefix(PREFIX)).contents().stream()
                  .map(S3Object::key))
          .containsExactly(PREFIX + "stays");
    }
  }

  /// A store that nobody answers for.
  private record Nowhere() implements ObjectStorageConfig {
    @Override
    public Optional<URI> endpoint() {
      return Optional.of(URI.create("http://127.0.0.1:1"));
    }

    @Override
    public String region() {
      return "us-east-1";
    }

    @Override
    public Optional<String> accessKey() {
      return Optional.of("key");
    }

    @Override
    public Optional<String> secretKey() {
      return Optional.of("secret");
    }

    @Override
    public boolean pathStyle() {
      return true;
    }
  }

  @Test
  void saysOfEachKeyWhyItIsNotDeleted() {
    S3Objects nowhere = new S3Objects(new Nowhere());
    assertThat(nowhere.delete(bucket, List.of("a", "b"))).containsOnlyKeys("a", "b");
    nowhere.close();
  }
}
