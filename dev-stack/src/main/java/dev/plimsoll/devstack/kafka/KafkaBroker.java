package dev.plimsoll.devstack.kafka;

import dev.plimsoll.devstack.tls.ServerKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/// Kafka broker that is its own controller. The quorum is static (`controller.quorum.voters`), so
/// that the controller's port may change at the next start.
public final class KafkaBroker implements AutoCloseable {
  private static final int NODE_ID = 1;

  private final KafkaRaftServer server;
  private final int port;

  private KafkaBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /// A second port for clients, with TLS and a login.
  public record Secured(int port, ServerKeys keys, String password) {
    public String bootstrap() {
      return "127.0.0.1:" + port;
    }

    private String listener() {
      return KafkaLogin.SECURED + "://" + bootstrap();
    }

    @Override
    public String toString() {
      return listener();
    }
  }

  /// Starts a broker on a folder, formatting it the first time; returns when it takes requests.
  ///
  /// @param session after which a silent broker or consumer counts as gone
  /// @param password of its clients ([KafkaLogin]); null for no login
  /// @param secured null for no TLS
  public static KafkaBroker start(
      Path folder,
      int port,
      int controllerPort,
      Duration session,
      @Nullable String password,
      @Nullable Secured secured)
      throws IOException {
    Files.createDirectories(folder);
    format(folder, secured == null ? password : secured.password());
    Map<String, String> settings = settings(folder, port, controllerPort, session);
    settings.putAll(KafkaLogin.broker(password));
    if (secured != null) {
      settings.merge("listeners", secured.listener(), (all, one) -> all + "," + one);
      settings.merge("advertised.listeners", secured.listener(), (all, one) -> all + "," + one);
      settings.putAll(KafkaLogin.secured(secured.password(), secured.keys()));
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      // Its controller may run.
      server.shutdown();
      throw e;
    }
    return new KafkaBroker(server, port);
  }

  private static void format(Path folder, @Nullable String password) throws IOException {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      new Formatter()
          .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(folder.toString()))
          .setMetadataLogDirectory(folder.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setScramArguments(password == null ? List.of() : KafkaLogin.credentials(password))
          .run();
    } catch (Exception e) {
      throw new IOException("Kafka's folder could not be formatted: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(
      Path folder, int port, int controllerPort, Duration session) {
    String sessionMillis = Long.toString(session.toMillis());
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
    settings.put("inter.broker.listener.name", "CLIENTS");
    settings.put("log.dirs", folder.toString());
    // One broker can hold one replica.
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // Few partitions for Kafka's own topics: each costs files, and start-up time after a crash.
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.num.partitions", "4");
    settings.put("log.index.size.max.bytes", "1048576");
    settings.put("log.cleaner.dedupe.buffer.size", "8388608");
    settings.put("log.cleaner.threads", "1");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("socket.request.max.bytes", "16777216");
    // Owners create topics with the partitions they need; misspelt names must not.
    settings.put("auto.create.topics.enable", "false");
    // On one machine a group need not wait for members.
    settings.put("group.initial.rebalance.delay.ms", "0");
    // A killed consumer's partitions go to its successor after this, not after 45 s.
    settings.put("group.min.session.timeout.ms", sessionMillis);
    settings.put("group.consumer.min.session.timeout.ms", sessionMillis);
    settings.put("group.consumer.session.timeout.ms", sessionMillis);
    settings.put("group.consumer.min.heartbeat.interval.ms", "500");
    settings.put("group.consumer.heartbeat.interval.ms", "500");
    // After a kill, the next start waits until the killed broker's session has ended.
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("broker.session.timeout.ms", sessionMillis);
    return settings;
  }

  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
