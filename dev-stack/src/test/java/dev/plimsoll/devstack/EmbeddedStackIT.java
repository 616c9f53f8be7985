package dev.plimsoll.devstack;

import static dev.plimsoll.devstack.StackUnderTest.admin;
import static dev.plimsoll.devstack.StackUnderTest.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.kafka.KafkaLogin;
import dev.plimsoll.devstack.process.StackProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The stack as a process: its restarts, its logins and its ends.
// Each has a folder and ports of its own.
@Execution(ExecutionMode.CONCURRENT)
final class EmbeddedStackIT {
  @TempDir private Path folder;
  private StackUnderTest stack;

  @BeforeEach
  void create() {
    stack = new StackUnderTest(folder);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private int controllerPort() throws IOException {
    Properties ports = new Properties();
    try (InputStream file = Files.newInputStream(stack.data().resolve("ports.properties"))) {
      ports.load(file);
    }
    return Integer.parseInt(ports.getProperty("kafka-controller"));
  }

  private void requireLogin(StackDescription description) throws IOException {
    int port = Integer.parseInt(description.kafka().bootstrap().split(":")[1]);
    assertThat(Stranger.isAnswered(port, Stranger.metadata())).as("clients' port").isFalse();
    assertThat(Stranger.isAnswered(controllerPort(), Stranger.describeQuorum()))
        .as("controller's port")
        .isFalse();
    try (Admin admin = admin(description, "guessed")) {
      assertThatThrownBy(() -> admin.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  private static void requireKeys(StackDescription description) throws Exception {
    URI bucket =
        URI.create(description.s3().endpoint() + "/" + description.s3().bucket() + "?list-type=2");
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

  @Test
  void aRestartKeepsRowsTopicsObjectsPasswordsAndPortsHoweverItEnded() throws Exception {
    // given a stack with something in each part, which nobody else can start on its folder
    StackDescription before;
    int port = freePort();
    int kafkaPort = freePort();
    try (Intruder intruder = new Intruder(port, kafkaPort);
        StackProcess process =
            stack.start(
                "--postgres-port",
                Integer.toString(port),
                "--kafka-port",
                Integer.toString(kafkaPort))) {
      intruder.requireRefused();
      intruder.close(); // ready, it is open to nobody else: he would take a core from what follows
      requireLogin(process.description());
      requireKeys(process.description());
      stack.assertProcessRefused(ErrorCode.ALREADY_RUNNING, stack.data().toString());
      before = process.description();
      assertThat(before.mariaDb()).as("not asked for").isNull();
      try (Connection connection = connect(before);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE public.kept AS SELECT 42 AS answer");
      }
      try (Admin admin = admin(before)) {
        admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();
      }
      Files.writeString(
          stack.data().resolve("s3").resolve(before.s3().bucket()).resolve("kept"), "x");
    }
    assertThat(stack.postgresRuns()).isFalse();
    assertThat(Path.of(System.getProperty("plimsoll.root"), "dev-stack", "target"))
        .as("classes for the next start")
        .isDirectoryContaining(
            file ->
                file.getFileName().toString().matches("stack-.*\\.jsa")
                    && file.toFile().length() > 0);

    // when it is started again, then all of it is there, where it was, and by TLS where that is
    // asked
    StackProcess killed = stack.start("--tls", "on");
    assertIsAsBefore(killed.description(), before);
    assertSpeaksTls(killed.description());

    // when its JVM is killed, then PostgreSQL ends as well
    assertThat(stack.postgresRuns()).isTrue();
    killed.handle().destroyForcibly();
    await().atMost(Duration.ofMinutes(3)).until(() -> !stack.postgresRuns());

    // and the next start goes on
    Process detached = stack.startAttached();
    assertIsAsBefore(StackUnderTest.description(detached), before);

    // when it is detached before its input ends, then it runs on until a signal
    detached.outputWriter().append("detach\n").close();
    assertThat(detached.waitFor(1, TimeUnit.SECONDS)).isFalse();
    detached.destroy();
    StackUnderTest.awaitEnd(detached);
    assertThat(stack.postgresRuns()).isFalse();
    assertThat(stack.data().resolve("secrets.properties"))
        .satisfies(
            file ->
                assertThat(Files.getPosixFilePermissions(file).toString())
                    .contains("OWNER_READ")
                    .doesNotContain("GROUP", "OTHERS"));
  }

  private static void assertIsAsBefore(StackDescription after, StackDescription before)
      throws Exception {
    assertThat(after).usingRecursiveComparison().ignoringFields("pid", "secured").isEqualTo(before);
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

  private static void assertSpeaksTls(StackDescription stack) throws Exception {
    Secrets secrets = Secrets.read(Path.of(stack.secretsFile()));
    StackDescription.Secured secured = Objects.requireNonNull(stack.secured());
    Map<String, Object> settings =
        new HashMap<>(KafkaLogin.client(secrets.kafkaPassword(), secured.authority()));
    settings.put("bootstrap.servers", secured.kafka());
    try (Admin admin = Admin.create(settings)) {
      assertThat(admin.listTopics().names().get()).contains("kept");
    }
    Properties login = new Properties();
    login.put("user", secrets.superuser());
    login.put("password", secrets.superuserPassword());
    login.put("sslmode", "verify-full");
    login.put("sslrootcert", secured.authority());
    StackDescription.Postgres postgres = stack.postgres();
    String url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(postgres.host(), postgres.port(), postgres.database());
    try (Connection connection = DriverManager.getConnection(url, login);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      row.next();
      assertThat(row.getBoolean(1)).isTrue();
    }
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(trusting(secured.authority())).build()) {
      HttpRequest withoutKeys = HttpRequest.newBuilder(URI.create(secured.s3())).build();
      assertThat(http.send(withoutKeys, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
    }
  }

  private static SSLContext trusting(String authority) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = Files.newInputStream(Path.of(authority))) {
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /// What [#requireLogin] is not answered to is asked rightly.
  @Test
  void whereNobodyHasToLogInStrangersAreAnsweredUntilTheEndOfItsInput() throws Exception {
    // given
    Process process = stack.startAttached("--kafka-login", "off");
    StackDescription open = StackUnderTest.description(process);

    // then
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", open.kafka().bootstrap()))) {
      assertThat(admin.listTopics().names().get()).isEmpty();
      assertThat(Stranger.isAnswered(controllerPort(), Stranger.describeQuorum())).isTrue();
    }

    // when its input ends and it was not detached, then it stops
    process.outputWriter().close();
    StackUnderTest.awaitEnd(process);
    assertThat(process.exitValue()).isZero();
    assertThat(stack.postgresRuns()).isFalse();
  }
}
