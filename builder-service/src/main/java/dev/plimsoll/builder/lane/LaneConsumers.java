package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.tracing.LogIds;
import dev.plimsoll.tracing.Traced;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Consumers of the three lanes. Each slot has one command at a time, acknowledged at its build's
/// end: so a partition is a limit. While balanced, a consumer reads one partition of its lane; with
/// fewer consumers, less runs at once.
///
/// Nothing in a command is trusted: one without a valid seal, or with a fault, is refused.
@Singleton
public final class LaneConsumers {
  private static final Logger LOG = Logger.getLogger(LaneConsumers.class);
  private static final int MAX_WORKERS = 1024;

  private final BuildCommandHandler handler;
  private final BuildMeters meters;
  private final Seal seal;
  private final StopSignal stop;

  public LaneConsumers(
      BuildCommandHandler handler, BuildMeters meters, Seal seal, StopSignal stop) {
    this.handler = handler;
    this.meters = meters;
    this.seal = seal;
    this.stop = stop;
  }

  @Incoming("builds-large")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> large(Message<String> message) {
    return take(Lane.LARGE, message);
  }

  @Incoming("builds-medium")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> medium(Message<String> message) {
    return take(Lane.MEDIUM, message);
  }

  @Incoming("builds-small")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> small(Message<String> message) {
    return take(Lane.SMALL, message);
  }

  void onShutdown(@Observes ShutdownEvent event) {
    stop.stop();
  }

  private CompletionStage<Void> take(Lane lane, Message<String> message) {
    IncomingKafkaRecordMetadata<?, ?> metadata =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    if (stop.stopping()) {
      return unacknowledged();
    }
    ConsumerRecord<?, ?> command = metadata.getRecord();
    BuildCommand build;
    try {
      build = read(command);
    } catch (RuntimeException e) {
      // Any failure here is this message's; rethrown, it would end the lane.
      LOG.warnf(
          "lane=%s slot=%d offset=%d is not a command: %s",
          lane.value(), command.partition(), command.offset(), e.getMessage());
      meters.malformed(lane);
      return message.nack(e);
    }
    try (Traced _ =
        Traced.message("build", CloudEvent.traceparent(command.headers()))
            .id(LogIds.BUILD, build.buildId())
            .id(LogIds.TABLE, build.table())) {
      return handler.handle(build, lane, command.partition()) ? message.ack() : unacknowledged();
    }
  }

  /// The slot's next owner gets the command again.
  private static CompletionStage<Void> unacknowledged() {
    return CompletableFuture.completedFuture(null);
  }

  private BuildCommand read(ConsumerRecord<?, ?> command) {
    seal.require(command);
    return checked(CloudEvent.read(command, BuildCommand.class));
  }

  /// @throws MalformedMessageException with the fault, without quoting the body
  static BuildCommand checked(BuildCommand build) {
    check(
        Stream.of(
                build.buildId(),
                build.database(),
                build.table(),
                build.definition(),
                build.indexName(),
                build.slot(),
                build.allocation())
            .allMatch(Objects::nonNull),
        "buildId, database, table, definition, indexName, slot and allocation must be given");
    check(build.slot().lane() != null, "slot.lane must be given");
    check(build.attempt() >= 1, "attempt must be 1 or more");
    check(isName(build.table().schema()), "table.schema must have 1 to 63 bytes");
    check(isName(build.table().name()), "table.name must have 1 to 63 bytes");
    check(isName(build.indexName()), "indexName must have 1 to 63 bytes");
    check(
        build.definition().allColumns().stream().allMatch(LaneConsumers::isName),
        "a column's name must have 1 to 63 bytes");
    check(
        build.allocation().maintenanceWorkMemBytes() >= 1 << 20,
        "allocation.maintenanceWorkMemBytes must be 1 MiB or more");
    check(
        build.allocation().parallelWorkers() >= 0
            && build.allocation().parallelWorkers() <= MAX_WORKERS,
        "allocation.parallelWorkers must be 0 to " + MAX_WORKERS);
    check(build.database().name() != null, "database.name must be given");
    bounded(build);
    return build;
  }

  private static void bounded(Record command) {
    try {
      Bounds.check(command);
    } catch (OutOfBoundsException e) {
      throw CloudEvent.malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isName(@Nullable String name) {
    return name != null
        && !name.isEmpty()
        && name.indexOf('\0') < 0
        && name.getBytes(StandardCharsets.UTF_8).length <= BuildNames.MAX_NAME_BYTES;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw CloudEvent.malformed(otherwise, null);
    }
  }
}
