package dev.plimsoll.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.kafka.KafkaLogin;
import dev.plimsoll.devstack.postgres.Postmaster;
import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

// Each has a folder and ports of its own.
@Execution(ExecutionMode.CONCURRENT)
final class EmbeddedStackIT {
  // At its end the first stack of a build also writes the archive of its classes, and several may
  // do so at once beside other tests.
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private StackProcess launch(String... options) {
    return launch(List.of(), options);
  }

  private StackProcess launch(List<String> jvmOptions, String... options) {
    // The next start after a kill waits for the end of the killed broker's session.
    List<String> all = new ArrayList<>(List.of("--kafka-session-millis", "2000"));
    all.addAll(List.of(options));
    return StackProcess.launch(
        new StackCommand(
            List.of(),
            Path.of(System.getProperty("plimsoll.root")),
            data(),
            folder.resolve("stack.log"),
            jvmOptions,
            all));
  }

  private StackProcess start(String... options) {
    StackProcess process = launch(options);
    process.awaitReady();
    return process;
  }

  private void assertRefused(ErrorCode code, String detail, String... options) {
    List<String> all = new ArrayList<>(List.of("--data", data().toString()));
    all.addAll(List.of(options));
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> EmbeddedStack.start(StackOptions.parse(all)).close())
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  /// The same by whoever has started a stack's process.
  private void assertProcessRefused(ErrorCode code, String detail, String... options) {
    // Few classes are loaded by then: that is nothing to leave for later starts.
    try (StackProcess process = launch(List.of("-XX:-AutoCreateSharedArchive"), options)) {
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(process::awaitReady)
          .withMessageContaining(detail)
          .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
  }

  private static Connection connect(StackDescription stack) throws SQLException {
    Secrets secrets = Secrets.read(Path.of(stack.secretsFile()));
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(stack.postgresHost(), stack.postgresPort(), stack.postgresDatabase()),
        secrets.superuser(),
        secrets.superuserPassword());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /// Another user of the machine, who tries from before the first start on whether PostgreSQL and
  /// Kafka ask for a password.
  private static final class Intruder implements AutoCloseable {
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger entered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Thread thread;

    Intruder(int port, int kafkaPort) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      knock(port);
                      knockAtKafka(kafkaPort);
                      LockSupport.parkNanos(1_000_000);
                    }
                  });
    }

    private void knock(int port) {
      try {
        DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), "postgres", "")
            .close();
        entered.incrementAndGet();
      } catch (SQLException e) {
        if (String.valueOf(e.getMessage()).contains("password")) {
          refused.incrementAndGet();
        }
      }
    }

    private void knockAtKafka(int port) {
      try {
        (Stranger.isAnswered(port, Stranger.metadata()) ? answered : unanswered).incrementAndGet();
      } catch (IOException e) {
        // It does not listen yet.
      }
    }

    void requireRefused() {
      assertThat(unanswered).hasPositiveValue();
      assertThat(answered).hasValue(0);
      assertThat(refused).hasPositiveValue();
      assertThat(entered).hasValue(0);
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  private static Admin admin(StackDescription stack) {
    Map<String, Object> settings =
        new HashMap<>(
            KafkaLogin.client(Secrets.read(Path.of(stack.secretsFile())).kafkaPassword()));
    settings.put("bootstrap.servers", stack.kafkaBootstrap());
    return Admin.create(settings);
  }

  private int controllerPort() throws IOException {
    Properties ports = new Properties();
    try (InputStream file = Files.newInputStream(data().resolve("ports.properties"))) {
      ports.load(file);
    }
    return Integer.parseInt(ports.getProperty("kafka-controller"));
  }

  private void requireLogin(StackDescription stack) throws IOException {
    int port = Integer.parseInt(stack.kafkaBootstrap().split(":")[1]);
    assertThat(Stranger.isAnswered(port, Stranger.metadata())).as("clients' port").isFalse();
    assertThat(Stranger.isAnswered(controllerPort(), Stranger.describeQuorum()))
        .as("controller's port")
        .isFalse();
    Map<String, Object> guessed = new HashMap<>(KafkaLogin.client("guessed"));
    guessed.put("bootstrap.servers", stack.kafkaBootstrap());
    try (Admin admin = Admin.create(guessed)) {
      assertThatThrownBy(() -> admin.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  private static void requireKeys(StackDescription stack) throws Exception {
    URI bucket = URI.create(stack.s3Endpoint() + "/" + stack.s3Bucket() + "?list-type=2");
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(
              http.send(
                      HttpRequest.newBuilder(bucket).build(),
                      HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .as("the bucket's list without keys")
          .isEqualTo(403);
    }
  }

  private boolean postgresRuns() throws IOException {
    return Postmaster.of(data().resolve("postgres").resolve("data")).isPresent();
  }

  @Test
  void aRestartKeepsRowsTopicsObjectsPasswordsAndPortsHoweverItEnded() throws Exception {
    // given a stack with something in each part, which nobody else can start on its folder
    StackDescription before;
    int port = freePort();
    int kafkaPort = freePort();
    try (Intruder intruder = new Intruder(port, kafkaPort);
        StackProcess process =
            start(
                "--postgres-port",
                Integer.toString(port),
                "--kafka-port",
                Integer.toString(kafkaPort))) {
      intruder.requireRefused();
      requireLogin(process.description());
      requireKeys(process.description());
      assertProcessRefused(ErrorCode.ALREADY_RUNNING, data().toString());
      before = process.description();
      assertThat(before.mariaDbPort()).as("not asked for").isNull();
      assertThat(before.mariaDbProblem()).isNull();
      try (Connection connection = connect(before);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE public.kept AS SELECT 42 AS answer");
      }
      try (Admin admin = admin(before)) {
        admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();
      }
      Files.writeString(data().resolve("s3").resolve(before.s3Bucket()).resolve("kept"), "x");
    }
    assertThat(postgresRuns()).isFalse();
    assertThat(Path.of(System.getProperty("plimsoll.root"), "dev-stack", "target"))
        .as("classes for the next start")
        .isDirectoryContaining(
            file ->
                file.getFileName().toString().matches("stack-.*\\.jsa")
                    && file.toFile().length() > 0);

    // when it is started again, then all of it is there, where it was
    StackProcess killed = start();
    assertIsAsBefore(killed, before);

    // when its JVM is killed, then PostgreSQL ends as well
    assertThat(postgresRuns()).isTrue();
    killed.handle().destroyForcibly();
    await().atMost(Duration.ofSeconds(30)).until(() -> !postgresRuns());

    // and the next start goes on
    try (StackProcess process = start()) {
      assertIsAsBefore(process, before);
    }
    assertThat(data().resolve("secrets.properties"))
        .satisfies(
            file ->
                assertThat(Files.getPosixFilePermissions(file).toString())
                    .contains("OWNER_READ")
                    .doesNotContain("GROUP", "OTHERS"));
  }

  private static void assertIsAsBefore(StackProcess process, StackDescription before)
      throws Exception {
    StackDescription after = process.description();
    assertThat(after).usingRecursiveComparison().ignoringFields("pid").isEqualTo(before);
    try (Connection connection = connect(after);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT answer FROM public.kept")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
    try (Admin admin = admin(after)) {
      assertThat(
              admin.describeTopics(List.of("kept")).allTopicNames().get().get("kept").partitions())
          .hasSize(3);
    }
  }

  /// What [#requireLogin] is not answered to is asked rightly.
  @Test
  void whereNobodyHasToLogInStrangersAreAnswered() throws Exception {
    try (StackProcess open = start("--kafka-login", "off");
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", open.description().kafkaBootstrap()))) {
      assertThat(admin.listTopics().names().get()).isEmpty();
      assertThat(Stranger.isAnswered(controllerPort(), Stranger.describeQuorum())).isTrue();
    }
  }

  private boolean mariaDbRuns() throws IOException {
    Path folder = data().resolve("mariadb");
    return ServerProcess.of(
            folder.resolve("server.pid"), "mariadbd", "--datadir=" + folder.resolve("data"))
        .isPresent();
  }

  @Test
  void mariaDbComesWhenAskedForAndItsFailureIsItsOwn() throws Exception {
    // given a stack that was asked for it, when its JVM is killed
    StackProcess killed = start("--mariadb-port", "0");
    StackDescription description = killed.description();
    assertThat(description.mariaDbProblem()).isNull();
    assertThat(description.mariaDbPort()).isPositive();
    assertThat(mariaDbRuns()).isTrue();
    killed.handle().destroyForcibly();

    // then it ends as well, and comes back at the same port
    await().atMost(Duration.ofSeconds(30)).until(() -> !mariaDbRuns());
    try (StackProcess process = start("--mariadb-port", "0")) {
      assertThat(process.description().mariaDbPort()).isEqualTo(description.mariaDbPort());
    }
    assertThat(mariaDbRuns()).isFalse();

    // when it cannot start, because its folder is a file
    Files.move(data().resolve("mariadb"), folder.resolve("mariadb"));
    Files.writeString(data().resolve("mariadb"), "x");
    try (StackProcess process = start("--mariadb-port", "0")) {
      // then the others run and the problem is told
      assertThat(process.description().mariaDbPort()).isNull();
      assertThat(process.description().mariaDbProblem())
          .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.START_FAILED));
      connect(process.description()).close();
    }
  }

  @Test
  void theEndOfInputStopsItUnlessItWasDetached() throws Exception {
    // given a detached one
    Process process =
        new ProcessBuilder(
                new StackCommand(
                        List.of(),
                        Path.of(System.getProperty("plimsoll.root")),
                        data(),
                        folder.resolve("stack.log"),
                        List.of(),
                        List.of())
                    .line())
            .redirectError(folder.resolve("stack.log").toFile())
            .start();
    assertThat(process.inputReader().readLine()).contains("kafkaBootstrap");
    process.outputWriter().append("detach\n").close();
    assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();

    // when it is told by a signal, then it stops
    process.destroy();
    assertThat(process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(postgresRuns()).isFalse();

    // given one that was not, when its input ends, then it stops
    Process attached =
        new ProcessBuilder(
                new StackCommand(
                        List.of(),
                        Path.of(System.getProperty("plimsoll.root")),
                        data(),
                        folder.resolve("stack.log"),
                        List.of(),
                        List.of())
                    .line())
            .redirectError(folder.resolve("stack.log").toFile())
            .start();
    assertThat(attached.inputReader().readLine()).contains("kafkaBootstrap");
    attached.outputWriter().close();
    assertThat(attached.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(attached.exitValue()).isZero();
    assertThat(postgresRuns()).isFalse();
  }

  @Test
  void aFolderOfAnotherVersionIsLeftAlone() throws IOException {
    Files.createDirectories(data());
    Files.write(data().resolve("VERSION"), List.of("plimsoll-stack 1", "postgresql 17"));
    assertRefused(ErrorCode.DATA_VERSION, "postgresql 17");
    try (Stream<Path> entries = Files.list(data())) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder("VERSION", "lock");
    }
  }

  @Test
  void aFolderWithOtherThingsIsLeftAlone() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("holiday.jpg"), "x");
    assertRefused(ErrorCode.DATA_FOLDER, "holiday.jpg");
  }

  @Test
  void aFileInPlaceOfTheFolderIsSaid() throws IOException {
    Files.writeString(data(), "x");
    assertRefused(ErrorCode.DATA_FOLDER, data().toString());
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertProcessRefused(ErrorCode.PORT_IN_USE, port, "--postgres-port", port);
      assertRefused(ErrorCode.PORT_IN_USE, port, "--kafka-port", port);
      assertRefused(ErrorCode.PORT_IN_USE, port, "--s3-port", port);
    }
  }

  @Test
  void tooSmallADiskIsSaidBeforeAnythingIsStarted() {
    assertRefused(ErrorCode.DISK_FULL, "MiB free", "--required-bytes", "1000000000000000");
    assertThat(data().resolve("postgres")).doesNotExist();
  }
}
