package dev.plimsoll.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.kafka.KafkaLogin;
import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.devstack.process.StackProgram;
import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/// The stack of one test, which starts and ends on one folder.
record StackUnderTest(Path folder) {
  // At its end the first stack of a build also writes the archive of its classes, and several may
  // do so at once beside other tests.
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

  Path data() {
    return folder.resolve("data");
  }

  private StackCommand command(List<String> jvmOptions, String... options) {
    // The next start after a kill waits for the end of the killed broker's session.
    List<String> all = new ArrayList<>(List.of("--kafka-session-millis", "2000"));
    all.addAll(List.of(options));
    return new StackCommand(
        StackProgram.EMBEDDED,
        List.of(),
        Path.of(System.getProperty("plimsoll.root")),
        data(),
        folder.resolve("stack.log"),
        jvmOptions,
        all);
  }

  StackProcess start(String... options) {
    return StackProcess.start(command(List.of(), options));
  }

  /// A process whose input is the test's.
  Process startAttached(String... options) throws IOException {
    StackCommand command = command(List.of(), options);
    return new ProcessBuilder(command.line()).redirectError(command.log().toFile()).start();
  }

  /// Waits until a process that was [#startAttached] is ready.
  static StackDescription description(Process process) throws IOException {
    return Json.read(process.inputReader().readLine(), StackDescription.class);
  }

  static void awaitEnd(Process process) throws InterruptedException {
    assertThat(process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  void assertRefused(ErrorCode code, String detail, String... options) {
    List<String> all = new ArrayList<>(List.of("--data", data().toString()));
    all.addAll(List.of(options));
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> EmbeddedStack.start(StackOptions.parse(all)).close())
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  /// The same by whoever has started a stack's process.
  void assertProcessRefused(ErrorCode code, String detail, String... options) {
    // Few classes are loaded by then: that is nothing to leave for later starts.
    StackCommand command = command(List.of("-XX:-AutoCreateSharedArchive"), options);
    try (StackProcess process = StackProcess.launch(command)) {
      assertThatExceptionOfType(PlimsollException.class)
          .isThrownBy(process::awaitReady)
          .withMessageContaining(detail)
          .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
  }

  boolean postgresRuns() throws IOException {
    return ServerProcess.ofPostgres(data().resolve("postgres").resolve("data")).isPresent();
  }

  static Connection connect(StackDescription stack) throws SQLException {
    Secrets secrets = Secrets.read(Path.of(stack.secretsFile()));
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                stack.postgres().host(), stack.postgres().port(), stack.postgres().database()),
        secrets.superuser(),
        secrets.superuserPassword());
  }

  static Admin admin(StackDescription stack) {
    return admin(stack, Secrets.read(Path.of(stack.secretsFile())).kafkaPassword());
  }

  static Admin admin(StackDescription stack, String password) {
    Map<String, Object> settings = new HashMap<>(KafkaLogin.client(password));
    settings.put("bootstrap.servers", stack.kafka().bootstrap());
    return Admin.create(settings);
  }
}
