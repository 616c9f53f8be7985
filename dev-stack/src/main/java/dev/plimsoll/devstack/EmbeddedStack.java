package dev.plimsoll.devstack;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.devstack.StackDescription.Kafka;
import dev.plimsoll.devstack.StackDescription.MariaDb;
import dev.plimsoll.devstack.StackDescription.Postgres;
import dev.plimsoll.devstack.StackDescription.S3;
import dev.plimsoll.devstack.StackDescription.Secured;
import dev.plimsoll.devstack.folder.DataFolder;
import dev.plimsoll.devstack.folder.Folders;
import dev.plimsoll.devstack.folder.Ports;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.kafka.KafkaBroker;
import dev.plimsoll.devstack.mariadb.MariaDbInstallation;
import dev.plimsoll.devstack.mariadb.MariaDbServer;
import dev.plimsoll.devstack.postgres.PostgresServer;
import dev.plimsoll.devstack.s3.S3Server;
import dev.plimsoll.devstack.tls.Authority;
import dev.plimsoll.devstack.tls.ServerKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stack of Kafka, PostgreSQL and S3, and MariaDB where asked for, on one data folder.
public final class EmbeddedStack implements StackHost.RunningStack {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);

  // A free port that was chosen can be taken before its part listens on it.
  private static final int STARTS = 3;

  private final DataFolder folder;
  private final Deque<AutoCloseable> parts;
  private final StackDescription description;

  private EmbeddedStack(
      DataFolder folder, Deque<AutoCloseable> parts, StackDescription description) {
    this.folder = folder;
    this.parts = parts;
    this.description = description;
  }

  /// Starts the parts side by side and returns when all take requests. When one fails to start, the
  /// others are stopped.
  ///
  /// @throws PlimsollException as of [DataFolder#open] and [Ports#choose]; START_FAILED naming the
  ///     part, DISK_FULL when the volume filled up meanwhile
  public static EmbeddedStack start(StackOptions options) {
    DataFolder folder = DataFolder.open(options.data(), options.requiredBytes());
    try {
      return start(options, folder, STARTS);
    } catch (RuntimeException e) {
      stop(folder);
      throw e;
    }
  }

  private static EmbeddedStack start(StackOptions options, DataFolder folder, int starts) {
    Ports ports = new Ports(folder.resolve("ports.properties"));
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return start(options, folder, ports, parts);
    } catch (RuntimeException e) {
      stopAll(parts);
      if (starts == 1 || !ports.isAnyTaken()) {
        throw e;
      }
      LOG.warn("a port was taken while the stack started: it starts again on another", e);
    }
    return start(options, folder, starts - 1);
  }

  private static EmbeddedStack start(
      StackOptions options, DataFolder folder, Ports ports, Deque<AutoCloseable> parts) {
    // Before ports are chosen: servers of a crashed stack may hold them.
    try {
      PostgresServer.stopLeftover(folder.resolve("postgres"));
      MariaDbServer.stopLeftover(folder.resolve("mariadb"));
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "a server that a crash left cannot be stopped: " + e, e);
    }
    int postgresPort = ports.choose("postgres", options.postgresPort());
    int kafkaPort = ports.choose("kafka", options.kafkaPort());
    int s3Port = ports.choose("s3", options.s3Port());
    int controllerPort = ports.choose("kafka-controller", 0);
    int securedKafkaPort = options.tls() ? ports.choose("kafka-secured", 0) : 0;
    int securedS3Port = options.tls() ? ports.choose("s3-secured", 0) : 0;
    @Nullable Integer mariaDbPort =
        options.mariaDbPort() == null ? null : ports.choose("mariadb", options.mariaDbPort());
    ports.remember();
    Secrets secrets = Secrets.of(folder);
    @Nullable Tls tls =
        options.tls() ? Tls.of(folder, secrets, securedKafkaPort, securedS3Port) : null;

    try (ExecutorService starters =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("start-", 1).factory())) {
      Future<PostgresServer> postgres =
          starters.submit(
              timed(
                  "postgres",
                  () ->
                      PostgresServer.start(
                          folder.resolve("postgres"),
                          postgresPort,
                          secrets,
                          options.fsync(),
                          tls == null ? null : tls.kafka().keys())));
      Future<KafkaBroker> kafka =
          starters.submit(
              timed(
                  "kafka",
                  () ->
                      KafkaBroker.start(
                          folder.resolve("kafka"),
                          kafkaPort,
                          controllerPort,
                          options.kafkaSession(),
                          options.kafkaLogin() ? secrets.kafkaPassword() : null,
                          tls == null ? null : tls.kafka())));
      Future<S3Server> s3 =
          starters.submit(
              timed(
                  "s3",
                  () ->
                      S3Server.start(
                          folder.resolve("s3"), s3Port, secrets, tls == null ? null : tls.s3())));
      @Nullable Future<MariaDbServer> mariaDb =
          mariaDbPort == null
              ? null
              : starters.submit(timed("mariadb", () -> startMariaDb(folder, mariaDbPort, secrets)));
      // Each is waited for even when an earlier one failed, so that started parts are stopped.
      Started<S3Server> startedS3 = await("S3", s3, parts);
      Started<KafkaBroker> startedKafka = await("Kafka", kafka, parts);
      Started<PostgresServer> startedPostgres = await("PostgreSQL", postgres, parts);
      @Nullable Started<MariaDbServer> startedMariaDb =
          mariaDb == null ? null : await("MariaDB", mariaDb, parts);
      return new EmbeddedStack(
          folder,
          parts,
          new StackDescription(
              ProcessHandle.current().pid(),
              new Kafka(startedKafka.orThrow().bootstrap(), options.kafkaLogin()),
              new Postgres("127.0.0.1", startedPostgres.orThrow().port(), PostgresServer.DATABASE),
              new S3(startedS3.orThrow().endpoint().toString(), S3Server.REGION, S3Server.BUCKET),
              startedMariaDb == null
                  ? null
                  : new MariaDb(
                      startedMariaDb.part() == null ? null : startedMariaDb.part().port(),
                      startedMariaDb.problem()),
              tls == null ? null : tls.described(),
              secrets.file().toString()));
    }
  }

  /// @param authority file of who has signed the certificates, in PEM
  private record Tls(Path authority, KafkaBroker.Secured kafka, S3Server.Secured s3) {
    static Tls of(DataFolder folder, Secrets secrets, int kafkaPort, int s3Port) {
      String password = secrets.kafkaPassword();
      Path files = folder.resolve("certificates");
      try {
        Folders.delete(files);
        Files.createDirectories(files);
        Authority authority = new Authority(files, "authority", password);
        ServerKeys keys = authority.server("ip:127.0.0.1");
        return new Tls(
            authority.certificate(),
            new KafkaBroker.Secured(kafkaPort, keys, password),
            new S3Server.Secured(s3Port, keys));
      } catch (IOException e) {
        throw new PlimsollException(
            ErrorCode.START_FAILED, "no certificates could be made: " + e.getMessage(), e);
      }
    }

    Secured described() {
      return new Secured(kafka.bootstrap(), s3.endpoint().toString(), authority.toString());
    }
  }

  private static MariaDbServer startMariaDb(DataFolder folder, int port, Secrets secrets)
      throws IOException {
    return MariaDbServer.start(
        MariaDbInstallation.find(), folder.resolve("mariadb"), port, secrets.mariaDbPassword());
  }

  private record Started<T>(@Nullable T part, @Nullable PlimsollException failure) {
    T orThrow() {
      if (part == null) {
        throw failure == null
            ? new PlimsollException(ErrorCode.START_FAILED, "a part did not start")
            : failure;
      }
      return part;
    }

    @Nullable Problem problem() {
      return failure == null ? null : Problem.of(failure.code(), failure.getMessage());
    }
  }

  private static <T extends AutoCloseable> Started<T> await(
      String name, Future<T> future, Deque<AutoCloseable> parts) {
    try {
      T part = future.get();
      parts.push(part);
      return new Started<>(part, null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      LOG.error("{} did not start", name, cause);
      return new Started<>(null, failure(name, cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Started<>(null, new PlimsollException(ErrorCode.INTERRUPTED, "stopped at start"));
    }
  }

  /// Error with a code for an exception at a part's start.
  private static PlimsollException failure(String part, Throwable cause) {
    for (@Nullable Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof PlimsollException known) {
        return known;
      }
      String message = at.getMessage();
      if (message != null && message.toLowerCase(Locale.ROOT).contains("no space left")) {
        return new PlimsollException(
            ErrorCode.DISK_FULL, part + " found no space left while it started", cause);
      }
    }
    String reason = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    return new PlimsollException(ErrorCode.START_FAILED, part + " did not start: " + reason, cause);
  }

  private static <T> Callable<T> timed(String part, Callable<T> start) {
    return () -> {
      long begin = System.nanoTime();
      T started = start.call();
      LOG.info("started part={} ms={}", part, (System.nanoTime() - begin) / 1_000_000);
      return started;
    };
  }

  @Override
  public StackDescription description() {
    return description;
  }

  /// Stops the parts side by side, then releases the folder.
  @Override
  public void close() {
    stopAll(parts);
    stop(folder);
  }

  private static void stopAll(Deque<AutoCloseable> parts) {
    try (ExecutorService stoppers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("stop-", 1).factory())) {
      while (!parts.isEmpty()) {
        AutoCloseable part = parts.pop();
        stoppers.execute(() -> stop(part));
      }
    }
  }

  private static void stop(AutoCloseable part) {
    long begin = System.nanoTime();
    try {
      part.close();
    } catch (Exception e) {
      LOG.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
    }
    LOG.info(
        "stopped part={} ms={}",
        part.getClass().getSimpleName(),
        (System.nanoTime() - begin) / 1_000_000);
  }
}
