package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Workflow whose commands say themselves when they begin and end: each appends a line to one file,
/// and each attempt makes a file of its own, which must not be there yet. What the planner says of
/// its jobs is held against that.
///
/// @param folder of the script and of what it writes
record StruckWorkflow(Path folder) {
  static final String ONE = "long-1";
  static final String OTHER = "long-2";
  static final List<String> JOBS =
      List.of("make", ONE, OTHER, "read", "part-1", "part-2", "part-3", "part-4", "last");

  private static final Duration SOON = Duration.ofSeconds(20);

  // An attempt that begins looks whether one before it still runs; a process that has ended and
  // that nobody has asked for is none.
  private static final String SCRIPT =
      """
      set -eu
      for other in begun/"$PLIMSOLL_JOB_NAME".*; do
        [ -e "$other" ] || continue
        case $(ps -o stat= -p "$(cat "$other")") in
          '' | Z*) ;;
          *) echo "beside $PLIMSOLL_JOB_NAME $PLIMSOLL_ATTEMPT" >> lines ;;
        esac
      done
      set -C
      echo $$ > begun/"$PLIMSOLL_JOB_NAME.$PLIMSOLL_ATTEMPT" ||
        { echo "twice $PLIMSOLL_JOB_NAME $PLIMSOLL_ATTEMPT" >> lines; exit 1; }
      set +C
      echo "begin $PLIMSOLL_JOB_NAME $PLIMSOLL_ATTEMPT" >> lines
      case $1 in
        make) echo '{"day": "2026-11-28"}' > "$PLIMSOLL_OUTPUTS" ;;
        read) grep -q '"day":"2026-11-28"' "$PLIMSOLL_INPUTS" ;;
        long) while [ ! -e "go.$PLIMSOLL_JOB_NAME" ]; do sleep 0.05; done ;;
        *) sleep 0.1 ;;
      esac
      echo "end $PLIMSOLL_JOB_NAME $PLIMSOLL_ATTEMPT" >> lines
      """;

  private static final String FILE =
      """
      name: struck
      defaults:
        attempts: 5
        cores: 1
        directory: %s
      jobs:
        make: {command: [sh, job.sh, make], writes: day}
        long-1: {command: [sh, job.sh, long], after: make}
        long-2: {command: [sh, job.sh, long], after: make}
        read: {command: [sh, job.sh, read], after: [long-1, long-2], reads: day}
        part-1: {command: [sh, job.sh, part], after: read}
        part-2: {command: [sh, job.sh, part], after: read}
        part-3: {command: [sh, job.sh, part], after: read}
        part-4: {command: [sh, job.sh, part], after: read}
        last: {command: [sh, job.sh, last], after: [part-1, part-2, part-3, part-4]}
      """;

  /// What one line says.
  ///
  /// @param what `begin` or `end`; `beside` or `twice` where there is a defect
  record Line(String what, String job, int attempt) {
    private static Line of(String text) {
      String[] parts = text.split(" ");
      return new Line(parts[0], parts[1], Integer.parseInt(parts[2]));
    }
  }

  static StruckWorkflow in(Path folder) throws IOException {
    Files.createDirectory(folder.resolve("begun"));
    Files.createFile(folder.resolve("lines"));
    Files.writeString(folder.resolve("job.sh"), SCRIPT);
    Files.writeString(folder.resolve("struck.yaml"), FILE.formatted(folder));
    return new StruckWorkflow(folder);
  }

  String file() {
    return folder.resolve("struck.yaml").toString();
  }

  /// Lets a long job come to its end.
  void letGo(String job) throws IOException {
    Files.createFile(folder.resolve("go." + job));
  }

  List<Line> lines() {
    try {
      return Files.readAllLines(folder.resolve("lines"), StandardCharsets.UTF_8).stream()
          .map(Line::of)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits until one of the long jobs has begun.
  void awaitBegunAny() {
    await("a long job")
        .atMost(SOON)
        .until(() -> lines().stream().anyMatch(line -> line.job().startsWith("long")));
  }

  void awaitBegun(String job, int attempt) {
    await(job + ", attempt " + attempt)
        .atMost(SOON)
        .until(() -> lines().contains(new Line("begin", job, attempt)));
  }

  /// Waits until the process of an attempt is gone.
  void awaitDead(String job, int attempt) throws IOException {
    String pid = Files.readString(folder.resolve("begun").resolve(job + "." + attempt)).strip();
    await("the end of process " + pid).atMost(SOON).until(() -> !runs(pid));
  }

  private static boolean runs(String pid) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", pid).start();
    String state = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return !state.isEmpty() && !state.startsWith("Z");
  }

  /// Each attempt that the planner counts began once and no other did; the last of each job came to
  /// its end; nothing ran beside itself, or before what it waits for had ended.
  ///
  /// @param attempts as the planner has counted them, by the job's name
  void requireEachOnce(Map<String, Integer> attempts) {
    List<Line> lines = lines();
    assertThat(lines).as("%s", lines).extracting(Line::what).containsOnly("begin", "end");
    assertThat(lines).doesNotHaveDuplicates();
    Map<String, List<Integer>> begun = new LinkedHashMap<>();
    for (Line line : lines) {
      if (line.what().equals("begin")) {
        begun.computeIfAbsent(line.job(), _ -> new ArrayList<>()).add(line.attempt());
      }
    }
    assertThat(begun.keySet()).as("jobs that were begun").hasSameElementsAs(JOBS);
    begun.forEach(
        (job, numbers) -> {
          int last = numbers.getLast();
          assertThat(attempts).as("%s", lines).containsEntry(job, last);
          // What was given back before it began, or lost with its answer, has begun nothing.
          assertThat(numbers).isSorted();
          assertThat(lines).contains(new Line("end", job, last));
        });
    requireOrder(lines, List.of("make"), List.of(ONE, OTHER));
    requireOrder(lines, List.of(ONE, OTHER), List.of("read"));
    requireOrder(lines, List.of("part-1", "part-2", "part-3", "part-4"), List.of("last"));
  }

  private static void requireOrder(List<Line> lines, List<String> before, List<String> after) {
    List<String> first = lines.stream().map(Line::job).toList();
    int begins =
        after.stream().mapToInt(first::indexOf).min().orElseThrow(); // its first line is a begin
    for (String job : before) {
      assertThat(lines.subList(0, begins))
          .as("%s has ended before %s begin", job, after)
          .anyMatch(line -> line.what().equals("end") && line.job().equals(job));
    }
  }
}
