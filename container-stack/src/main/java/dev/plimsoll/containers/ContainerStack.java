package dev.plimsoll.containers;

import dev.plimsoll.containers.Containers.BrokerPorts;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.StackHost.RunningStack;
import dev.plimsoll.devstack.folder.Ports;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.postgres.ServiceRoles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/// Running containers of Kafka, PostgreSQL, S3 and, where asked for, MariaDB.
final class ContainerStack implements RunningStack {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStack.class);

  /// Between the choice of a port and its use another stack may take it.
  private static final int STARTS = 3;

  private static final String HOST = "127.0.0.1";
  private static final String DATABASE = "plimsoll";
  private static final String BUCKET = "plimsoll";
  private static final String REGION = "us-east-1";
  private static final String MARIADB_USER = "root";

  private final Network network;
  private final List<GenericContainer<?>> containers;
  private final StackDescription description;

  private ContainerStack(
      Network network, List<GenericContainer<?>> containers, StackDescription description) {
    this.network = network;
    this.containers = containers;
    this.description = description;
  }

  /// Starts the containers side by side and returns when all take requests.
  ///
  /// @throws PlimsollException START_FAILED where Docker, an image or a secret is missing, or a
  ///     container does not come up; nothing of it is left running
  static ContainerStack start(ContainerOptions options) {
    return start(options, STARTS);
  }

  private static ContainerStack start(ContainerOptions options, int starts) {
    Ports ports = ports(options);
    try {
      return start(options, ports);
    } catch (PlimsollException e) {
      if (starts == 1 || !ports.isAnyTaken()) {
        throw e;
      }
      LOG.warn("a port was taken while the containers started: they start again on others", e);
    }
    return start(options, starts - 1);
  }

  private static ContainerStack start(ContainerOptions options, Ports ports) {
    SecretFiles files = new SecretFiles(options.secrets());
    Secrets secrets = files.toStack(options.data());
    List<BrokerPorts> brokers = new ArrayList<>();
    for (int node = 1; node <= options.brokers(); node++) {
      brokers.add(
          new BrokerPorts(ports.choose("kafka-" + node, 0), ports.choose("open-" + node, 0)));
    }
    int postgresPort = ports.choose("postgres", 0);
    int s3Port = ports.choose("s3", 0);
    @Nullable Integer mariaDbPort = options.mariaDb() == null ? null : ports.choose("mariadb", 0);

    Network network =
        Network.builder()
            .createNetworkCmdModifier(
                command ->
                    command.withLabels(
                        Map.of(Leftovers.LABEL, Long.toString(ProcessHandle.current().pid()))))
            .build();
    Containers of = new Containers(network, files);
    List<GenericContainer<?>> all = new ArrayList<>(of.kafka(cluster(), brokers));
    all.add(of.postgres(options.postgres(), postgresPort));
    all.add(of.s3(BUCKET, s3Port));
    if (options.mariaDb() != null && mariaDbPort != null) {
      all.add(of.mariaDb(options.mariaDb(), MARIADB_USER, mariaDbPort));
    }
    String s3 = "https://" + HOST + ":" + s3Port;
    ContainerStack stack =
        new ContainerStack(
            network,
            all,
            new StackDescription(
                ProcessHandle.current().pid(),
                new StackDescription.Kafka(bootstrap(brokers, BrokerPorts::unprotected), false),
                new StackDescription.Postgres(HOST, postgresPort, DATABASE),
                new StackDescription.S3(s3, REGION, BUCKET),
                mariaDbPort == null ? null : new StackDescription.MariaDb(mariaDbPort, null),
                new StackDescription.Secured(
                    bootstrap(brokers, BrokerPorts::outside), s3, files.authority().toString()),
                secrets.file().toString()));
    try {
      Leftovers.remove();
      Startables.deepStart(all).join();
      createRoles(postgresPort, secrets);
      return stack;
    } catch (CompletionException
        | ContainerLaunchException
        | ContainerFetchException
        | IllegalStateException // where no Docker answers
        | SQLException e) {
      stack.close();
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the containers did not start: " + rootOf(e), e);
    }
  }

  private static Ports ports(ContainerOptions options) {
    try {
      Files.createDirectories(options.data());
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, options.data() + " cannot be written: " + e, e);
    }
    return new Ports(options.data().resolve("ports.properties"));
  }

  /// Kafka's ids are UUIDs in base 64.
  private static String cluster() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return text.startsWith("-")
        ? cluster()
        : text; // the formatting tool would take it for an option
  }

  private static String bootstrap(List<BrokerPorts> brokers, ToIntFunction<BrokerPorts> port) {
    return brokers.stream()
        .map(broker -> HOST + ":" + port.applyAsInt(broker))
        .collect(Collectors.joining(","));
  }

  private static void createRoles(int port, Secrets secrets) throws SQLException {
    execute(port, "postgres", secrets, ServiceRoles.roles(DATABASE, secrets));
    execute(port, DATABASE, secrets, ServiceRoles.schemas(DATABASE));
  }

  private static void execute(int port, String database, Secrets secrets, List<String> statements)
      throws SQLException {
    String url = "jdbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
    try (Connection connection =
            DriverManager.getConnection(url, secrets.superuser(), secrets.superuserPassword());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  @Override
  public StackDescription description() {
    return description;
  }

  /// Removes the containers and all of their data.
  @Override
  public void close() {
    containers.parallelStream().forEach(GenericContainer::stop);
    network.close();
  }
}
