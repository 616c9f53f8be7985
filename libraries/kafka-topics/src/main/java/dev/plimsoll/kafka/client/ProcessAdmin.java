package dev.plimsoll.kafka.client;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A service's one admin client, opened when it is first needed: each client logs in by itself.
@Singleton
public final class ProcessAdmin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessAdmin.class);

  private final Map<String, Object> properties;
  private final Duration answerWithin;
  private @Nullable Admin admin;

  /// Allows half a minute for each answer.
  @Inject
  public ProcessAdmin(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this(kafka, application, Duration.ofSeconds(30));
  }

  /// @param kafka `bootstrap.servers` and security, where needed
  /// @param answerWithin limit of each question to Kafka
  public ProcessAdmin(Map<String, Object> kafka, String application, Duration answerWithin) {
    int millis = (int) answerWithin.toMillis();
    this.properties =
        ClientProperties.of(
            kafka,
            application + "-admin",
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
    this.answerWithin = answerWithin;
  }

  public synchronized Admin get() {
    if (admin == null) {
      admin = Admin.create(properties);
    }
    return admin;
  }

  public Duration answerWithin() {
    return answerWithin;
  }

  /// As configured, for messages.
  public String servers() {
    return String.valueOf(properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /// Begins to log in and does not wait for it: the first login takes a cold JVM some 0.3 s. A
  /// failure is not thrown here, since whoever asks Kafka next meets it again.
  public void logIn() {
    Thread.ofPlatform()
        .daemon()
        .name("kafka-login")
        .start(
            () -> {
              try {
                get().describeCluster();
              } catch (RuntimeException e) {
                LOG.debug("event=kafka.login.failed", e);
              }
            });
  }

  /// Waits for no answer: a start that fails is not to go on until Kafka is given up.
  @PreDestroy
  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
