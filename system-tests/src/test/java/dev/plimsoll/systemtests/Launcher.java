package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `./plimsoll` as a person types it, on a data folder of the test's.
///
/// @param folder of the test's own; the data are in `data` below it
/// @param environment besides this process's, of which the variables of external parts are taken
final class Launcher implements AutoCloseable {
  private static final int MINUTES = 6;

  private final Path folder;
  private final Path said; // beside the folder: a test may fill that one's disk
  private final Map<String, String> environment;
  private final HttpClient http = ApiClient.http();
  private final Thread hook = new Thread(this::down, "down");

  Launcher(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.said = Files.createTempDirectory("plimsoll-said");
    this.environment = Map.copyOf(environment);
    // What `up` has started runs on when this JVM is told to stop in the middle of a test.
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Path data() {
    return folder.resolve("data");
  }

  /// What a command said.
  record Answer(int exitCode, String out, String err) {
    JsonNode json() throws IOException {
      return Json.MAPPER.readTree(out);
    }
  }

  /// Runs a command to its end and checks its exit code.
  Answer run(int exitCode, String... arguments) throws IOException, InterruptedException {
    Answer answer = run(List.of(arguments));
    assertThat(answer.exitCode()).as("%s", answer).isEqualTo(exitCode);
    return answer;
  }

  private Answer run(List<String> arguments) throws IOException, InterruptedException {
    Running running = launch(arguments);
    return running.await();
  }

  /// A command under way.
  record Running(Process process, Path out, Path err) {
    Answer await() throws IOException, InterruptedException {
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        process.destroy();
      }
      Answer answer =
          new Answer(
              ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
      assertThat(ended).as("it ended in time: %s", answer).isTrue();
      return answer;
    }

    String said() throws IOException {
      return Files.readString(out) + Files.readString(err);
    }
  }

  Running launch(List<String> arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(said, "out", ".txt");
    Path err = Files.createTempFile(said, "err", ".txt");
    List<String> line = new ArrayList<>(listeningToInterrupts());
    line.add(Path.of(System.getProperty("plimsoll.root"), "plimsoll").toString());
    line.addAll(arguments);
    line.addAll(List.of("--data", data().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(Launcher::isOfExternalParts);
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  /// What a shell starts in the background is deaf to Ctrl-C, and so is all that comes of it, this
  /// test's commands too. GNU env undoes that.
  private static List<String> listeningToInterrupts() throws IOException, InterruptedException {
    List<String> prefix = List.of("env", "--default-signal=INT");
    List<String> probe = Stream.concat(prefix.stream(), Stream.of("true")).toList();
    Process process = new ProcessBuilder(probe).redirectErrorStream(true).start();
    return process.waitFor() == 0 ? prefix : List.of();
  }

  private static boolean isOfExternalParts(String variable) {
    return variable.matches("PLIMSOLL_(KAFKA|POSTGRES|S3_.*|.*_PASSWORD)");
  }

  /// The sync service of a system that `up --json` told of.
  SyncApi sync(JsonNode up) throws IOException {
    return new SyncApi(client(up, "sync"));
  }

  /// The planner of a system that `up --json` told of.
  PlannerApi planner(JsonNode up) throws IOException {
    return new PlannerApi(client(up, "planner"));
  }

  /// The materializer of a system that `up --json` told of.
  MaterializerApi materializer(JsonNode up) throws IOException {
    return new MaterializerApi(client(up, "materializer"));
  }

  ApiClient client(JsonNode up, String service) throws IOException {
    return new ApiClient(
        http,
        service,
        URI.create(up.path("services").path(service).asText()),
        Files.readString(Path.of(up.path("tokenFile").asText())).strip());
  }

  /// Every process whose command line names the data folder, a line each. `ps` is asked since
  /// Java itself tells no more than 4096 characters of a command line.
  List<String> processes() throws IOException {
    Process ps = new ProcessBuilder("ps", "-eww", "-o", "pid=,args=").start();
    String all = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return all.lines().filter(line -> line.contains(data().toString())).toList();
  }

  private void down() {
    try {
      if (Files.exists(data()) && !processes().isEmpty()) {
        run(List.of("down"));
      }
    } catch (IOException e) {
      System.err.println("plimsoll down failed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops what a failed test has left running.
  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(hook);
    down();
    http.shutdownNow();
    try (Stream<Path> files = Files.list(said)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(said);
  }
}
