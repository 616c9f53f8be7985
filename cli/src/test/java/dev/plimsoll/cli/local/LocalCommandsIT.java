package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.StatusCommand.PartStatus;
import dev.plimsoll.cli.local.StatusCommand.State;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.testkit.MachineRequirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The commands about a system on this machine, with the real stack and fake services. Each has a
/// folder and ports of its own.
@Execution(ExecutionMode.CONCURRENT)
final class LocalCommandsIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir private Path folder;
  private Path root;
  private Path data;

  @BeforeEach
  void createProject() throws IOException {
    root = FakeProject.create(folder);
    data = folder.resolve("data");
  }

  @AfterEach
  void leaveNothingRunning() throws Exception {
    launch("down").await();
    assertNothingIsLeft();
  }

  private CommandProcess launch(String... arguments) throws IOException {
    return launch(Map.of(), arguments);
  }

  private CommandProcess launch(Map<String, String> environment, String... arguments)
      throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data.toString();
    return CommandProcess.launch(root, folder, environment, all);
  }

  private CommandProcess run(int exitCode, String... arguments) throws Exception {
    return run(Map.of(), exitCode, arguments);
  }

  private CommandProcess run(Map<String, String> environment, int exitCode, String... arguments)
      throws Exception {
    CommandProcess command = launch(environment, arguments);
    assertThat(command.await()).as(command::err).isEqualTo(exitCode);
    return command;
  }

  private void assertRefused(ErrorCode code, int exitCode, String detail, String... arguments)
      throws Exception {
    assertRefused(Map.of(), code, exitCode, detail, arguments);
  }

  /// The same refusal in text and in JSON.
  private void assertRefused(
      Map<String, String> environment,
      ErrorCode code,
      int exitCode,
      String detail,
      String... arguments)
      throws Exception {
    CommandProcess text = run(environment, exitCode, arguments);
    assertThat(text.out()).isEmpty();
    assertThat(text.err())
        .contains(code.title(), code.fix(), detail)
        .doesNotContain("\tat ", "Exception");
    String[] json = Arrays.copyOf(arguments, arguments.length + 1);
    json[arguments.length] = "--json";
    Problem problem = run(environment, exitCode, json).json(Problem.class);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.detail()).contains(detail);
  }

  private void assertNothingIsLeft() {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(processesOf(folder)).as("left running").isEmpty());
  }

  /// Every process whose command line names this test's folder.
  private static List<String> processesOf(Path folder) throws IOException {
    Process ps = new ProcessBuilder("ps", "-eww", "-o", "pid=,args=").start();
    String all = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return all.lines().filter(line -> line.contains(folder.toString())).toList();
  }

  private List<PartStatus> parts(int exitCode) throws Exception {
    return run(exitCode, "status", "--json").json(StatusCommand.Answer.class).parts();
  }

  private PartStatus part(List<PartStatus> parts, String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  private static void kill(PartStatus part) {
    ProcessHandle process = ProcessHandle.of(part.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  @Test
  void aLifeFromUpToDownAndUpAgain() throws Exception {
    // given nothing, the other commands say so
    assertRefused(ErrorCode.NOT_RUNNING, 3, data.toString(), "status");
    assertThat(run(0, "down").err()).contains("nothing runs on " + data);
    assertRefused(ErrorCode.NOT_FOUND, 3, "logs", "logs");

    // when it is started
    CommandProcess up = run(0, "up");
    assertThat(up.out()).contains("console", "#token=", "planner", "sync");
    assertThat(up.err()).contains("ready in", "next: ./plimsoll status");

    // then all of it is up, on this machine's own address only
    List<PartStatus> before = parts(0);
    assertThat(before)
        .extracting(PartStatus::name)
        .containsExactly("stack", "planner", "sync", "materializer", "builder");
    assertThat(before).allMatch(part -> part.state() == State.UP && part.pid() != null);
    assertThat(run(0, "status").out()).contains("planner", "up", "127.0.0.1", "console");

    // and it is not started twice
    CommandProcess second = run(0, "up");
    assertThat(second.out()).isEqualTo(up.out());
    assertThat(second.err()).contains("runs already");
    assertThat(parts(0))
        .extracting(PartStatus::pid)
        .isEqualTo(before.stream().map(PartStatus::pid).toList());

    // and its logs are there
    assertThat(run(0, "logs", "planner", "-n", "5").out()).contains("starting");
    assertThat(run(0, "logs").out()).contains("planner", "|");
    assertThat(run(0, "logs", "sync", "--json").json(LogsCommand.PartLog[].class)).hasSize(1);
    assertRefused(ErrorCode.USAGE, 2, "plannr", "logs", "plannr");

    // and no list of processes shows a secret
    String token = Files.readString(data.resolve("token"));
    assertThat(Files.getPosixFilePermissions(data.resolve("key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String secrets = Files.readString(data.resolve("stack").resolve("secrets.properties"));
    assertThat(processesOf(folder)).isNotEmpty();
    for (String process : processesOf(folder)) {
      assertThat(process).doesNotContain(token);
      secrets
          .lines()
          .filter(line -> line.contains("password=") || line.contains("-key="))
          .forEach(
              line -> assertThat(process).doesNotContain(line.substring(line.indexOf('=') + 1)));
    }

    // when it is stopped, nothing is left
    run(0, "down");
    assertNothingIsLeft();

    // when it is started again, it has the same addresses and token
    UpCommand.Answer again = run(0, "up", "--json").json(UpCommand.Answer.class);
    assertThat(again.services().get("planner")).isEqualTo(part(before, "planner").address());
    assertThat(Files.readString(data.resolve("token"))).isEqualTo(token);
    DownCommand.Answer down = run(0, "down", "--json").json(DownCommand.Answer.class);
    assertThat(down.steps()).contains("planner stopped", "stack stopped");
  }

  @Test
  void aServiceThatCannotStartIsNamedWithItsReasonAndNothingIsLeft() throws Exception {
    // given one that dies
    CommandProcess up = run(Map.of("PLIMSOLL_FAKE_FAILS", "sync-service"), 1, "up");
    assertThat(up.err()).contains("sync", "on purpose", "sync.log").doesNotContain("\tat ");
    assertNothingIsLeft();
    assertRefused(ErrorCode.NOT_RUNNING, 3, data.toString(), "status");

    // and one that wants something corrected, which is said at once
    assertRefused(
        Map.of("PLIMSOLL_FAKE_NO_BUCKET", "sync-service"),
        ErrorCode.BUCKET_NOT_FOUND,
        3,
        "there is no bucket gone",
        "up");
    assertNothingIsLeft();
  }

  @Test
  void aStartThatIsBrokenOffLeavesNothing() throws Exception {
    // given a start that waits for a service, when Ctrl-C is pressed, then it says so once
    CommandProcess interrupted = launchWaiting("--json");
    interrupted.interrupt();
    assertThat(interrupted.await()).isEqualTo(130);
    assertThat(interrupted.json(Problem.class).code()).isEqualTo(ErrorCode.INTERRUPTED);
    assertThat(interrupted.err())
        .contains("Stopping all that was started.")
        .containsPattern("Stopped\\. \\S+ keeps [0-9.]+ .?i?B for the next run");
    assertNothingIsLeft();

    // when the next one is killed
    launchWaiting().kill();
    assertNothingIsLeft();

    // when the next one is stopped by another command, which a second start is not
    CommandProcess stopped = launchWaiting();
    assertRefused(ErrorCode.ALREADY_RUNNING, 6, data.toString(), "up");
    run(0, "down");
    assertThat(stopped.await()).isNotZero();
    assertNothingIsLeft();
  }

  private CommandProcess launchWaiting(String... options) throws IOException {
    List<String> line = new ArrayList<>(List.of("up"));
    line.addAll(List.of(options));
    CommandProcess up =
        launch(Map.of("PLIMSOLL_FAKE_NEVER_READY", "planner-service"), line.toArray(String[]::new));
    await().atMost(SOON).until(() -> up.err().contains("builder http"));
    return up;
  }

  @Test
  void whatDiesIsStartedAgainAndWhatDiesAgainAndAgainBacksOff() throws Exception {
    // given a system, of which a service and the stack are killed
    Path failing = folder.resolve("failing");
    run(
        Map.of(
            "PLIMSOLL_FAKE_FAILING",
            failing.toString(),
            "PLIMSOLL_FAKE_UNWELL",
            "materializer-service"),
        0,
        "up");
    List<PartStatus> before = parts(0);
    assertThat(part(before, "materializer").detail())
        .contains("periodic-work (outbox stands still, overdue by 12 s)");
    kill(part(before, "builder"));
    kill(part(before, "stack"));

    // then both are back by themselves, where they were, and nobody else was touched
    List<PartStatus> after = awaitAllUp();
    assertThat(part(after, "builder").pid()).isNotEqualTo(part(before, "builder").pid());
    assertThat(part(after, "stack").pid()).isNotEqualTo(part(before, "stack").pid());
    assertThat(part(after, "builder").address()).isEqualTo(part(before, "builder").address());
    assertThat(part(after, "stack").address()).isEqualTo(part(before, "stack").address());
    for (String untouched : List.of("planner", "sync", "materializer")) {
      assertThat(part(after, untouched).pid()).isEqualTo(part(before, untouched).pid());
    }
    assertThat(run(0, "status").out()).contains("died,");

    // when a service dies again and again
    Files.writeString(failing, "sync-service");
    kill(part(after, "sync"));

    // then it backs off, which is shown with the reason from its log
    await()
        .atMost(SOON.multipliedBy(3))
        .untilAsserted(
            () -> {
              PartStatus sync = part(parts(7), "sync");
              assertThat(sync.state()).isEqualTo(State.BACKING_OFF);
              assertThat(sync.deaths()).isGreaterThanOrEqualTo(6);
              assertThat(sync.detail()).contains("Too many open files", "times in a row");
            });
    int deaths = part(parts(7), "sync").deaths();
    assertThat(run(0, "logs", "sync").out().lines().filter(line -> line.contains("starting")))
        .hasSizeLessThanOrEqualTo(deaths + 3);

    // and once it can be started, it is, at once when somebody asks: long before it would be anyway
    await()
        .atMost(SOON.multipliedBy(3))
        .untilAsserted(
            () ->
                assertThat(part(parts(7), "sync").detail())
                    .matches("(?s).*started again in ([2-9][0-9]\\.[0-9] s|1 min 0 s).*"));
    Files.delete(failing);
    assertThat(run(0, "up").err()).contains("sync is not there: it is started again");
    assertThat(parts(0)).allMatch(part -> part.state() == State.UP);
  }

  private List<PartStatus> awaitAllUp() {
    await().atMost(SOON).until(() -> launch("status").await() == 0);
    try {
      return parts(0);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aHalfDeadSystemIsMendedByUpWithoutTouchingTheHealthy() throws Exception {
    // given a system whose supervisor was killed, then a service, while another one is just ending
    Map<String, String> slowly = Map.of("PLIMSOLL_FAKE_STOPS_SLOWLY", "sync-service");
    run(slowly, 0, "up");
    List<PartStatus> before = parts(0);
    SystemState state = SystemState.read(new DataHome(data)).orElseThrow();
    state.supervising().orElseThrow().find().orElseThrow().destroyForcibly();
    await().atMost(SOON).until(() -> state.supervising().isEmpty());
    kill(part(before, "builder"));
    ProcessHandle.of(part(before, "sync").pid()).orElseThrow().destroy();

    // then status says what is down, and that nobody starts it again
    CommandProcess status = run(7, "status");
    assertThat(status.out()).contains("down", "not seen to die");
    assertThat(status.err()).contains("nobody starts again what dies");

    // when it is started, then only what is gone is
    CommandProcess up = run(slowly, 0, "up");
    assertThat(up.err())
        .contains("builder is not there: it is started again")
        .contains("sync is not there: it is started again")
        .doesNotContain("planner is", "materializer is", "stack is");
    List<PartStatus> after = parts(0);
    for (String untouched : List.of("stack", "planner", "materializer")) {
      assertThat(part(after, untouched).pid()).isEqualTo(part(before, untouched).pid());
    }

    // and it is watched over again
    kill(part(after, "builder"));
    awaitAllUp();
    assertThat(run(0, "up").err()).contains("runs already");

    // when supervisor, stack and a service are killed, then down still leaves nothing
    SystemState.read(new DataHome(data))
        .orElseThrow()
        .supervising()
        .orElseThrow()
        .find()
        .orElseThrow()
        .destroyForcibly();
    List<PartStatus> last = run(7, "status", "--json").json(StatusCommand.Answer.class).parts();
    kill(part(last, "stack"));
    kill(part(last, "planner"));
    run(0, "down");
    assertNothingIsLeft();
  }

  @Test
  void aFullDiskIsSaidByEveryCommandThatMeetsIt() throws Exception {
    // given a system on a small volume that fills up, and a stack that dies of it
    Files.createDirectories(data);
    boolean mounted =
        mount("mount", "-t", "tmpfs", "-o", "size=1500m,mode=700", "tmpfs", data.toString());
    MachineRequirement.of("root", mounted, "a small volume, which only root mounts");
    try {
      run(0, "up");
      Path filler = data.resolve("filler");
      long free = Files.getFileStore(data).getUsableSpace();
      mount("fallocate", "-l", Long.toString(free - (1 << 20)), filler.toString());
      kill(part(run(7, "status", "--json").json(StatusCommand.Answer.class).parts(), "stack"));

      // then it is not brought back in a hot loop, and status says why it is down
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(run(7, "status").out())
                      .contains("No space left on device", "MiB free of"));

      // and so does a command that needs what is not there any more
      kill(part(run(7, "status", "--json").json(StatusCommand.Answer.class).parts(), "planner"));
      assertRefused(ErrorCode.DISK_FULL, 5, "No space left on device", "builds");

      // and so does a start
      assertRefused(ErrorCode.DISK_FULL, 5, "MiB free", "up");

      // when there is space again, then it comes back
      Files.delete(filler);
      run(0, "up");
      assertThat(parts(0)).allMatch(part -> part.state() == State.UP);
    } finally {
      launch("down").await();
      await().atMost(SOON).until(() -> mount("umount", data.toString()));
    }
  }

  @Test
  void whatIsInTheWayIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(ErrorCode.PORT_IN_USE, 1, port, "up", "--kafka-port", port);
    }
    assertRefused(ErrorCode.USAGE, 2, "plannr", "up", "--heap", "plannr=1");
    assertRefused(
        Map.of("PLIMSOLL_KAFKA", "localhost:9092"), ErrorCode.USAGE, 2, "PLIMSOLL_POSTGRES", "up");
    Path version = data.resolve("stack").resolve("VERSION");
    Files.createDirectories(version.getParent());
    Files.write(version, List.of("plimsoll-stack 1", "postgresql 17"));
    assertRefused(ErrorCode.DATA_VERSION, 1, "postgresql 17", "up");
    assertNothingIsLeft();
  }

  @Test
  void aSmallDiskIsSaidBeforeAnythingIsStarted() throws Exception {
    // given a volume of 64 MiB
    Files.createDirectories(data);
    boolean mounted =
        mount("mount", "-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs", data.toString());
    MachineRequirement.of("root", mounted, "a small volume, which only root mounts");
    try {
      assertRefused(ErrorCode.DISK_FULL, 5, "MiB free", "up");
      assertNothingIsLeft();
    } finally {
      await().atMost(SOON).until(() -> mount("umount", data.toString()));
    }
  }

  private static boolean mount(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
