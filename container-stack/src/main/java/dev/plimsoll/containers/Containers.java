package dev.plimsoll.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

/// The containers, of the images that `deploy/images/build` makes. Their ports are fixed, so that a
/// container comes back where it was, and are this machine's alone.
record Containers(Network network, SecretFiles secrets) {
  private static final String HOST = "127.0.0.1";
  private static final long MIB = 1L << 20;
  private static final String KAFKA_VERSION = "4.3.1";
  private static final String S3_VERSION = "4.1.0";

  /// Brokers take a small machine that is at work half a minute and more.
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);

  /// As of the embedded broker: short sessions, so that tests that kill clients do not wait long.
  private static final String KAFKA_SETTINGS =
      """
      group.min.session.timeout.ms=6000
      group.consumer.min.session.timeout.ms=6000
      group.consumer.session.timeout.ms=6000
      group.consumer.min.heartbeat.interval.ms=500
      group.consumer.heartbeat.interval.ms=500
      log.cleaner.dedupe.buffer.size=8388608
      log.index.size.max.bytes=1048576
      """;

  /// Nothing outlives a stack, and tests make hundreds of databases.
  private static final String POSTGRES_SETTINGS =
      "-c fsync=off -c checkpoint_timeout=15min -c random_page_cost=1.1"
          + " -c max_worker_processes=8 -c max_parallel_workers=2"
          + " -c max_parallel_maintenance_workers=2";

  /// As of the embedded stack: the optimizing compiler would take more than brokers that live for
  /// minutes give back.
  private static final Map<String, String> JAVA =
      Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=192m");

  private static final String MARIADB_SETTINGS =
      "--skip-name-resolve --innodb-buffer-pool-size=128M --innodb-log-file-size=64M"
          + " --innodb-use-native-aio=0 --aria-pagecache-buffer-size=16M --key-buffer-size=8M"
          + " --performance-schema=0 --max-connections=100 --max-allowed-packet=64M"
          + " --local-infile=0";

  /// @param outside port for clients with TLS and login
  /// @param unprotected port for the tests' own clients
  record BrokerPorts(int outside, int unprotected) {}

  /// All brokers; the first forms the cluster, which the others join.
  List<GenericContainer<?>> kafka(String cluster, List<BrokerPorts> ports) {
    int brokers = ports.size();
    List<GenericContainer<?>> containers = new ArrayList<>();
    for (int node = 1; node <= brokers; node++) {
      BrokerPorts of = ports.get(node - 1);
      GenericContainer<?> container =
          container("kafka:" + KAFKA_VERSION, "kafka-" + node)
              .withEnv(JAVA)
              .withEnv("KAFKA_NODE", Integer.toString(node))
              .withEnv("KAFKA_CLUSTER", cluster)
              .withEnv("KAFKA_QUORUM", "kafka-1:9093")
              .withEnv("KAFKA_REPLICATION", Integer.toString(Math.min(3, brokers)))
              .withEnv("KAFKA_MIN_ISR", Integer.toString(Math.min(2, brokers)))
              .withEnv("KAFKA_OUTSIDE", HOST + ":" + of.outside())
              .withEnv("KAFKA_UNPROTECTED", HOST + ":" + of.unprotected())
              .withEnv("KAFKA_SETTINGS", KAFKA_SETTINGS)
              .waitingFor(succeeding("/usr/local/bin/kafka-is-ready"));
      publish(container, Map.of(of.outside(), 9094, of.unprotected(), 9095));
      secrets.give(container, "ca", "kafka-password", "kafka-keystore");
      if (node > 1) { // earlier it would wait for half a minute before it asks again
        container.dependsOn(containers.getFirst());
      }
      containers.add(container);
    }
    return containers;
  }

  GenericContainer<?> postgres(String version, int port) {
    GenericContainer<?> container =
        container("postgres:" + version, "postgres")
            .withEnv("POSTGRES_SETTINGS", POSTGRES_SETTINGS)
            .withSharedMemorySize(512 * MIB)
            .waitingFor(
                Wait.forLogMessage(".*ready to accept connections.*", 1)
                    .withStartupTimeout(READY_WITHIN));
    publish(container, Map.of(port, 5432));
    secrets.give(container, "ca", "postgres-password", "postgres-key", "postgres-certificate");
    return container;
  }

  GenericContainer<?> s3(String bucket, int port) {
    GenericContainer<?> container =
        container("s3:" + S3_VERSION, "s3")
            .withEnv(JAVA)
            .withEnv("S3_BUCKET", bucket)
            .waitingFor(open(9000));
    publish(container, Map.of(port, 9000));
    secrets.give(container, "s3-keys", "s3-tls-key", "s3-tls-certificate");
    return container;
  }

  GenericContainer<?> mariaDb(String version, String user, int port) {
    GenericContainer<?> container =
        container("mariadb:" + version, "mariadb")
            .withEnv("MARIADB_USER", user)
            .withEnv("MARIADB_SETTINGS", MARIADB_SETTINGS)
            .waitingFor(open(3306));
    publish(container, Map.of(port, 3306));
    secrets.give(container, "mariadb-password", "mariadb-key", "mariadb-certificate");
    return container;
  }

  private static WaitStrategy open(int port) {
    return succeeding("bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + port + "'");
  }

  private static WaitStrategy succeeding(String command) {
    return Wait.forSuccessfulCommand(command).withStartupTimeout(READY_WITHIN);
  }

  private GenericContainer<?> container(String image, String name) {
    return new GenericContainer<>(DockerImageName.parse("plimsoll/" + image))
        // Made here: nobody else's of that name is taken from a registry.
        .withImagePullPolicy(_ -> false)
        .withLabel(Leftovers.LABEL, Long.toString(ProcessHandle.current().pid()))
        .withNetwork(network)
        .withNetworkAliases(name)
        .withCreateContainerCmdModifier(command -> command.withHostName(name));
  }

  /// @param ports of this machine, with the container's
  private static void publish(GenericContainer<?> container, Map<Integer, Integer> ports) {
    container.withCreateContainerCmdModifier(
        (CreateContainerCmd command) -> {
          List<PortBinding> bindings = new ArrayList<>();
          List<ExposedPort> exposed = new ArrayList<>();
          ports.forEach(
              (outside, inside) -> {
                exposed.add(ExposedPort.tcp(inside));
                bindings.add(
                    new PortBinding(Binding.bindIpAndPort(HOST, outside), ExposedPort.tcp(inside)));
              });
          HostConfig host = Objects.requireNonNull(command.getHostConfig());
          command
              .withExposedPorts(exposed)
              .withHostConfig(host.withPortBindings(bindings.toArray(PortBinding[]::new)));
        });
  }
}
