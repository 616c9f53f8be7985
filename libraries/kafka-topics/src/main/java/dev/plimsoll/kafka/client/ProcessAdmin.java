package dev.plimsoll.kafka.client;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin client of a service, for its topics and its health: each client logs in by itself.
@Singleton
public final class ProcessAdmin {
  private static final int ANSWER_WITHIN_MILLIS = 30_000;
  private static final Logger LOG = LoggerFactory.getLogger(ProcessAdmin.class);

  private final Instance<Admin> admin;

  public ProcessAdmin(Instance<Admin> admin) {
    this.admin = admin;
  }

  public Admin get() {
    return admin.get();
  }

  /// Begins to log in and does not wait for it. A cold JVM takes some 0.3 s for its first login,
  /// beside which a start has other things to do. Who asks Kafka next meets the same failure.
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

  @Produces
  @Singleton
  static Admin open(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    return Admin.create(
        ClientProperties.of(
            kafka,
            application + "-admin",
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_WITHIN_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_WITHIN_MILLIS)));
  }

  static void close(@Disposes Admin admin) {
    admin.close();
  }
}
