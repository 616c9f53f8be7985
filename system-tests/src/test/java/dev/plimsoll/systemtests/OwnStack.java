package dev.plimsoll.systemtests;

import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.testkit.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Kafka, PostgreSQL and S3 that belong to the test and not to the system under test; they can be
/// killed, and come back on the same ports with the same data.
final class OwnStack implements AutoCloseable {
  // Each restart after a kill waits for the end of the killed broker's session. Each login takes a
  // service that has just started some tens of milliseconds of a processor, and it has dozens; the
  // systems that `up` starts have them.
  static final List<String> OPTIONS =
      List.of("--kafka-session-millis", "3000", "--kafka-login", "off");

  private final Path folder;
  private StackProcess process;

  private OwnStack(Path folder) {
    this.folder = folder;
    this.process = launch();
  }

  static OwnStack start(Path folder) {
    return new OwnStack(folder);
  }

  private StackProcess launch() {
    return StackProcess.start(Stack.command(folder, OPTIONS));
  }

  StackDescription description() {
    return process.description();
  }

  Secrets secrets() {
    return Secrets.read(Path.of(description().secretsFile()));
  }

  /// Databases on its PostgreSQL, by its superuser.
  ///
  /// @param folder gets a file with the superuser's password
  Databases databases(Path folder) throws IOException {
    return Databases.on(
        description().postgres().host(), description().postgres().port(), secrets(), folder);
  }

  long pid() {
    return process.handle().pid();
  }

  boolean isAlive() {
    return process.handle().isAlive();
  }

  /// SIGKILL; its PostgreSQL is gone a moment later, as after a power cut.
  void kill() {
    process.handle().destroyForcibly();
    process.handle().onExit().join();
  }

  void restart() {
    process = launch();
  }

  void killAndRestart() {
    kill();
    restart();
  }

  /// Settings of its Kafka's clients.
  Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", description().kafka().bootstrap());
  }

  /// What tells the services of it.
  Map<String, String> environment() {
    StackDescription stack = description();
    Secrets secrets = secrets();
    Map<String, String> environment = new HashMap<>();
    environment.put("PLIMSOLL_KAFKA", stack.kafka().bootstrap());
    environment.put(
        "PLIMSOLL_POSTGRES",
        "%s:%d/%s"
            .formatted(
                stack.postgres().host(), stack.postgres().port(), stack.postgres().database()));
    environment.put("PLIMSOLL_PLANNER_PASSWORD", secrets.rolePassword("plimsoll_planner"));
    environment.put("PLIMSOLL_SYNC_PASSWORD", secrets.rolePassword("plimsoll_sync"));
    environment.put(
        "PLIMSOLL_MATERIALIZER_PASSWORD", secrets.rolePassword("plimsoll_materializer"));
    environment.put("PLIMSOLL_S3_ENDPOINT", stack.s3().endpoint());
    environment.put("PLIMSOLL_S3_REGION", stack.s3().region());
    environment.put("PLIMSOLL_S3_BUCKET", stack.s3().bucket());
    environment.put("PLIMSOLL_S3_ACCESS_KEY", secrets.s3AccessKey());
    environment.put("PLIMSOLL_S3_SECRET_KEY", secrets.s3SecretKey());
    environment.put("PLIMSOLL_S3_PATH_STYLE", "true");
    return environment;
  }

  @Override
  public void close() {
    process.close();
  }
}
