package dev.plimsoll.materializer.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.append.LogClient;
import dev.plimsoll.offsetlog.audit.ObjectAudit.ObjectLook.Seen;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.SecuredStore;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestAuthority;
import dev.plimsoll.trust.Authorities;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects are deleted in a store as it is.
@QuarkusTest
class ObjectsIT {
  private static final String PREFIX = StackResource.S3_PREFIX + "retention/";
  private static final String S3_AUDITED = StackResource.S3_PREFIX + "audited/";

  @Inject S3Objects objects;
  @Inject ObjectStorageConfig config;
  @Inject RetentionConfig retention;
  @Inject Partitions partitions;

  private final String bucket = Stack.get().description().s3().bucket();

  private S3Client client() {
    UrlConnectionHttpClient.Builder transport = UrlConnectionHttpClient.builder();
    config
        .ca()
        .ifPresent(
            file -> {
              TrustManager[] authorities = Authorities.trustManagers(file, "plimsoll.s3.ca");
              transport.tlsTrustManagersProvider(() -> authorities);
            });
    return S3Client.builder()
        .endpointOverride(URI.create(config.endpoint().orElseThrow().toString()))
        .region(Region.of(config.region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    config.accessKey().orElseThrow(), config.secretKey().orElseThrow())))
        .httpClientBuilder(transport)
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
  private static final Elsewhere NOWHERE =
      new Elsewhere(URI.create("http://127.0.0.1:1"), Optional.empty());

  private record Elsewhere(URI address, Optional<Path> ca) implements ObjectStorageConfig {
    @Override
    public Optional<URI> endpoint() {
      return Optional.of(address);
    }

    @Override
    public Optional<String> bucket() {
      return Optional.of(SecuredStore.BUCKET);
    }

    @Override
    public String region() {
      return "us-east-1";
    }

    @Override
    public Optional<String> accessKey() {
      return Optional.of(SecuredStore.ACCESS_KEY);
    }

    @Override
    public Optional<String> secretKey() {
      return Optional.of(SecuredStore.SECRET_KEY);
    }

    @Override
    public boolean pathStyle() {
      return true;
    }
  }

  @Test
  void whatMayBeDeletedIsInTheBucketOfExtractsUnlessSomebodyHasSaidWhere() {
    assertThat(objects.mayDelete(bucket, "any/key")).isTrue();
    assertThat(objects.mayDelete("backups", "any/key")).isFalse();
    assertThat(objects.mayDelete(bucket + "-of-others", "any/key")).isFalse();
  }

  @Test
  void saysOfEachKeyWhyItIsNotDeleted() {
    S3Objects nowhere = new S3Objects(NOWHERE, retention);
    assertThat(nowhere.delete(bucket, List.of("a", "b"))).containsOnlyKeys("a", "b");
    nowhere.close();
  }

  @Test
  void reachesAStoreThatProvesWhoItIsAndNoOther(@TempDir Path folder) {
    // given a store with a certificate by an authority of our own
    TestAuthority ours = new TestAuthority(folder, "ours");
    Path other = new TestAuthority(folder, "other").certificate();
    try (SecuredStore store = new SecuredStore(folder, ours.server("ip:127.0.0.1"))) {
      URI address = store.endpoint("https", "127.0.0.1");

      // then what it does is done where that is trusted
      S3Objects trusting = elsewhere(address, ours.certificate());
      assertThat(trusting.delete(SecuredStore.BUCKET, List.of("never-was"))).isEmpty();
      assertThat(trusting.look(SecuredStore.BUCKET, "never-was")).isEqualTo(new Seen.Missing());
      trusting.close();

      // and nothing elsewhere
      assertNotReached(
          elsewhere(address, other),
          ErrorCode.STORAGE_UNTRUSTED,
          "unable to find valid certification path");
      assertNotReached(
          elsewhere(store.endpoint("https", "localhost"), ours.certificate()),
          ErrorCode.STORAGE_UNTRUSTED,
          "localhost");
      assertNotReached(
          elsewhere(store.endpoint("http", "127.0.0.1"), ours.certificate()),
          ErrorCode.STORAGE_UNAVAILABLE,
          "");
    }

    // and without the authorities that are named it does not start
    assertThatThrownBy(() -> elsewhere(URI.create("https://127.0.0.1:1"), folder))
        .hasMessageContaining("plimsoll.s3.ca names " + folder)
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED));
  }

  private S3Objects elsewhere(URI address, Path authorities) {
    return new S3Objects(new Elsewhere(address, Optional.of(authorities)), retention);
  }

  private static void assertNotReached(S3Objects objects, ErrorCode code, String why) {
    assertThatThrownBy(() -> objects.look(SecuredStore.BUCKET, "any"))
        .hasMessageContaining(why)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .doesNotContain(SecuredStore.ACCESS_KEY, SecuredStore.SECRET_KEY))
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(objects.delete(SecuredStore.BUCKET, List.of("any")).get("any"))
        .startsWith(code == ErrorCode.STORAGE_UNTRUSTED ? "storage-untrusted: " : "")
        .contains(why);
    objects.close();
  }

  @Test
  void anAuditSaysWhichObjectsAreGone() throws Exception {
    // given two files, of which one has its object
    partitions.enter(List.of(new PartitionName("audit.objects", 0)));
    try (S3Client s3 = client()) {
      s3.putObject(
          request -> request.bucket(bucket).key(S3_AUDITED + "0"), RequestBody.fromString("x"));
    }
    for (int i = 0; i < 2; i++) {
      post(
              "/api/v1/files?wait=offsets",
              Json.write(
                  new FileAppended(
                      bucket,
                      S3_AUDITED + i,
                      LogClient.file("audit.objects", 1, "p", "", i, 1).batches())))
          .then()
          .statusCode(200);
    }

    // when their objects are looked for, then the other one is missing
    long first =
        LogClient.number(
            "SELECT min(file_id) FROM file WHERE starts_with(object_key, '%s')"
                .formatted(S3_AUDITED));
    LogObjectAudit audit =
        Json.read(
            api().get("/api/v1/audit/objects?after=" + (first - 1)).asString(),
            LogObjectAudit.class);
    assertThat(audit.findings().first())
        .extracting(AuditFinding::kind, AuditFinding::expected)
        .contains(
            tuple(
                "object-missing",
                "%s1 in %s, to which 1 batches refer".formatted(S3_AUDITED, bucket)))
        .noneMatch(finding -> finding.toList().getLast().toString().contains(S3_AUDITED + "0"));

    // and one that nobody answers for is not said to be missing
    S3Objects nowhere = new S3Objects(NOWHERE, retention);
    assertThatThrownBy(() -> nowhere.look(bucket, S3_AUDITED + "0"))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    nowhere.close();
  }

  private static Response post(String path, String body) {
    return api().contentType("application/json").body(body).post(path);
  }

  private static RequestSpecification api() {
    return RestAssured.given().header("Authorization", "Bearer " + StackResource.TOKEN);
  }
}
