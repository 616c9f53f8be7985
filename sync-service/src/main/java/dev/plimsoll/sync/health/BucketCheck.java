package dev.plimsoll.sync.health;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.startup.Messaging;
import dev.plimsoll.sync.storage.ObjectStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/// Readiness of the bucket. A missing one does not end the service: it may be created meanwhile.
@Readiness
@Singleton
public final class BucketCheck implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(BucketCheck.class);
  private static final String NAME = "S3 bucket";

  private final ObjectStore objects;

  public BucketCheck(ObjectStore objects) {
    this.objects = objects;
  }

  /// A cold JVM takes 0.3 s for its first question to S3, so it is asked beside the rest of the
  /// start. Else whoever first asks for readiness would wait for that.
  void start(@Observes @Priority(Messaging.MADE) StartupEvent event) {
    Thread.ofVirtual().name("bucket-check").start(this::say);
  }

  private void say() {
    try {
      objects.requireBucket();
    } catch (PlimsollException e) {
      LOG.errorf(
          "not ready: code=%s cause=%s. %s", e.code().value(), e.getMessage(), e.code().fix());
    }
  }

  @Override
  public HealthCheckResponse call() {
    try {
      objects.requireBucket();
      return HealthCheckResponse.named(NAME).up().withData("bucket", objects.bucket()).build();
    } catch (PlimsollException e) {
      return HealthCheckResponse.named(NAME)
          .down()
          .withData("bucket", objects.bucket())
          .withData("code", e.code().value())
          .withData("detail", String.valueOf(e.getMessage()))
          .withData("fix", e.code().fix())
          .build();
    }
  }
}
