package dev.plimsoll.testkit;

import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.kafka.KafkaLogin;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// Configuration of a service under `@QuarkusTest` for this JVM's [Stack]. The init argument
/// `service` is `planner`, `sync`, `materializer`, `builder` or `query`. Topics and objects get a
/// prefix of this JVM.
public final class StackResource implements QuarkusTestResourceLifecycleManager {
  /// API token of every service under test.
  public static final String TOKEN = "token-of-the-tests";

  /// Prefix of the topics of this test JVM.
  public static final String TOPIC_PREFIX = "test-" + ProcessHandle.current().pid() + ".";

  /// Prefix of the object keys of this test JVM.
  public static final String S3_PREFIX = "test-" + ProcessHandle.current().pid() + "/";

  private String service = "";

  @Override
  public void init(Map<String, String> arguments) {
    service = arguments.getOrDefault("service", "");
    switch (service) {
      case "planner", "sync", "materializer", "builder", "query" -> {}
      default ->
          throw new IllegalArgumentException(
              "init argument service must be planner, sync, materializer, builder or query, not '"
                  + service
                  + "'");
    }
  }

  @Override
  public Map<String, String> start() {
    Stack stack = Stack.get();
    StackDescription description = stack.description();
    Map<String, String> properties = new HashMap<>();
    properties.put("quarkus.http.test-port", "0");
    properties.put("quarkus.devservices.enabled", "false");
    properties.putAll(kafka(stack));
    properties.put("plimsoll.topics.prefix", TOPIC_PREFIX);
    properties.put("plimsoll.api.token-sha256", sha256(TOKEN));
    properties.put("plimsoll.messages.key-file", TestSeal.file(TestSeal.KEY));
    if (!service.equals("builder") && !service.equals("query")) {
      String role = "plimsoll_" + service;
      properties.put(
          "quarkus.datasource.jdbc.url", stack.jdbcUrl(description.postgres().database()));
      properties.put("quarkus.datasource.username", role);
      properties.put("quarkus.datasource.password", stack.secrets().rolePassword(role));
    }
    if (service.equals("sync") || service.equals("materializer")) {
      properties.put("plimsoll.s3.bucket", description.s3().bucket());
      properties.put("plimsoll.s3.endpoint", description.s3().endpoint());
      properties.put("plimsoll.s3.region", description.s3().region());
      properties.put("plimsoll.s3.access-key", stack.secrets().s3AccessKey());
      properties.put("plimsoll.s3.secret-key", stack.secrets().s3SecretKey());
      properties.put("plimsoll.s3.path-style", "true");
      StackDescription.Secured secured = description.secured();
      if (secured != null) {
        properties.put("plimsoll.s3.ca", secured.authority());
      }
    }
    if (service.equals("materializer")) {
      properties.put("plimsoll.materializer.startup.allow-fsync-off", "true");
      properties.put(
          "plimsoll.materializer.producers.outsider.key-file", TestSeal.file(TestSeal.KEY_OUTSIDE));
      properties.put("plimsoll.materializer.producers.outsider.topics", "outside.*");
    }
    if (service.equals("sync")) {
      properties.put("plimsoll.s3.prefix", S3_PREFIX);
    }
    return properties;
  }

  private static Map<String, String> kafka(Stack stack) {
    StackDescription description = stack.description();
    StackDescription.Secured secured = description.secured();
    if (secured == null) {
      return Map.of("kafka.bootstrap.servers", description.kafka().bootstrap());
    }
    Map<String, String> properties = new HashMap<>();
    properties.put("kafka.bootstrap.servers", secured.kafka());
    KafkaLogin.client(stack.secrets().kafkaPassword(), secured.authority())
        .forEach((name, value) -> properties.put("kafka." + name, value));
    return properties;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The stack lives until the JVM ends: other tests use it.
  @Override
  public void stop() {}
}
