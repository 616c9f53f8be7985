package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.StatusCommand.PartStatus;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A system on this machine for one test: the real stack, or a [FakeStack] where its servers are
// not
/// what is tested, and a [FakeService] in place of each service, with ports of its own, and the
/// commands about it as processes.
///
/// @param folder that the command line of each of its processes names
/// @param root of the project that it is started from
/// @param data its data folder
record SystemUnderTest(Path folder, Path root, Path data) {
  static final Duration SOON = Duration.ofMinutes(2);

  static SystemUnderTest create(Path folder) throws IOException {
    return new SystemUnderTest(folder, FakeProject.create(folder), folder.resolve("data"));
  }

  void useFakeStack() throws IOException {
    FakeProject.fakeStack(root);
  }

  void leaveNothingRunning() throws Exception {
    launch("down").await();
    assertNothingIsLeft();
  }

  CommandProcess launch(String... arguments) throws IOException {
    return launch(Map.of(), arguments);
  }

  CommandProcess launch(Map<String, String> environment, String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data.toString();
    return CommandProcess.launch(root, folder, environment, all);
  }

  CommandProcess run(int exitCode, String... arguments) throws Exception {
    return run(Map.of(), exitCode, arguments);
  }

  CommandProcess run(Map<String, String> environment, int exitCode, String... arguments)
      throws Exception {
    CommandProcess command = launch(environment, arguments);
    assertThat(command.await()).as(command::err).isEqualTo(exitCode);
    return command;
  }

  void assertRefused(ErrorCode code, int exitCode, String detail, String... arguments)
      throws Exception {
    assertRefused(Map.of(), code, exitCode, detail, arguments);
  }

  /// The same refusal in text and in JSON.
  void assertRefused(
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

  void assertNothingIsLeft() {
    await().atMost(SOON).untilAsserted(() -> assertThat(processes()).as("left running").isEmpty());
  }

  /// Every process whose command line names this test's folder.
  List<String> processes() throws IOException {
    Process ps = new ProcessBuilder("ps", "-eww", "-o", "pid=,args=").start();
    String all = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return all.lines().filter(line -> line.contains(folder.toString())).toList();
  }

  /// As `status` shows them.
  List<PartStatus> parts(int exitCode) throws Exception {
    return run(exitCode, "status", "--json").json(StatusCommand.Answer.class).parts();
  }

  static PartStatus part(List<PartStatus> parts, String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  /// As the commands read it. To wait for something takes this: each `status` starts a JVM.
  SystemState state() {
    return SystemState.read(new DataHome(data)).orElseThrow();
  }

  SystemState.Part part(String name) {
    return state().part(name).orElseThrow();
  }

  /// @return the parts, of which `status` says that they are up
  List<PartStatus> awaitAllUp() throws Exception {
    await()
        .atMost(SOON)
        .until(
            () -> {
              SystemState state = state();
              return state.parts().stream().allMatch(part -> part.isReady(state.stack()));
            });
    return parts(0);
  }

  static void kill(PartStatus part) {
    ProcessHandle process = ProcessHandle.of(part.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  void killSupervisor() {
    SystemState state = state();
    state.supervising().orElseThrow().find().orElseThrow().destroyForcibly();
    await().atMost(SOON).until(() -> state.supervising().isEmpty());
  }
}
