package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.devstack.process.ClassArchive;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The command line as a process of its own, as a user runs it.
public final class CommandProcess {
  private final Process process;
  private final Path out;
  private final Path err;

  private CommandProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public static CommandProcess launch(
      Path root, Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(listeningToInterrupts());
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m"));
    line.addAll(program());
    line.addAll(List.of("-Dplimsoll.root=" + root, "dev.plimsoll.cli.Main"));
    line.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new CommandProcess(builder.start(), out, err);
  }

  /// As the launcher starts it where `prepare` has been run since the classes were compiled, which
  /// takes half as long; else the classes as this JVM has them.
  private static List<String> program() throws IOException {
    Path project = Path.of(System.getProperty("plimsoll.root"));
    Path recorded = project.resolve("target").resolve("aot").resolve("command-line.aot");
    if (!Files.exists(recorded) || isOlder(recorded, project.resolve("cli/target/classes"))) {
      return List.of("-cp", System.getProperty("java.class.path"));
    }
    List<String> classes = new ArrayList<>();
    for (String module : List.of("cli", "demo", "benchmarks")) {
      Path target = project.resolve(module).resolve("target");
      try (Stream<Path> files = Files.list(target)) {
        files
            .filter(file -> file.getFileName().toString().endsWith(".jar"))
            .forEach(jar -> classes.add(jar.toString()));
      }
      classes.add(target.resolve("lib").resolve("*").toString());
    }
    List<String> options = new ArrayList<>(ClassArchive.MAPPED_IN_PLACE);
    options.addAll(
        List.of(
            "-XX:AOTCache=" + recorded,
            "-Xlog:disable",
            "-Xlog:all=error,cds*=off,aot*=off:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            String.join(File.pathSeparator, classes)));
    return options;
  }

  private static boolean isOlder(Path recorded, Path classes) throws IOException {
    FileTime at = Files.getLastModifiedTime(recorded);
    try (Stream<Path> files = Files.find(classes, 32, (_, file) -> file.isRegularFile())) {
      return files.anyMatch(file -> file.toFile().lastModified() > at.toMillis());
    }
  }

  /// A shell that starts something in the background makes it deaf to Ctrl-C, and so all that comes
  /// of it, this test's commands too. GNU env undoes that.
  private static List<String> listeningToInterrupts() throws IOException {
    List<String> prefix = List.of("env", "--default-signal=INT");
    List<String> probe = new ArrayList<>(prefix);
    probe.add("true");
    try {
      Process process = new ProcessBuilder(probe).redirectErrorStream(true).start();
      return process.waitFor() == 0 ? prefix : List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Waits for its end.
  ///
  /// @return its exit code
  public int await() throws InterruptedException {
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the command does not end; it said: " + err());
    }
    return process.exitValue();
  }

  /// As Ctrl-C does.
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  public void kill() {
    process.destroyForcibly();
  }

  String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  <T> T json(Class<T> type) {
    return Json.read(out(), type);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
