package dev.plimsoll.devstack.process;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Command that starts a built stack.
///
/// @param program which stack
/// @param prefix put before the command, for example `setsid`
/// @param root folder of the whole project, in which the program is built
/// @param data the stack's data folder
/// @param log file for the stack's stderr
/// @param jvmOptions in addition to the stack's own
/// @param options the stack's arguments besides `--data`
public record StackCommand(
    StackProgram program,
    List<String> prefix,
    Path root,
    Path data,
    Path log,
    List<String> jvmOptions,
    List<String> options) {

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx384m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // The default of 48 MB costs a full collection for every sixth of it that is taken.
          "-XX:ReservedCodeCacheSize=192m",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          // The JVM logs to stdout by default, which has one line for the parent process.
          "-Xlog:disable",
          "-Xlog:all=error,cds*=off,aot*=off:stderr");

  public StackCommand {
    prefix = List.copyOf(prefix);
    jvmOptions = List.copyOf(jvmOptions);
    options = List.copyOf(options);
  }

  /// The whole command line.
  ///
  /// @throws PlimsollException START_FAILED when the program is not built
  public List<String> line() {
    try {
      List<Path> classpath = classpath();
      List<String> line = new ArrayList<>(prefix);
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(JVM_OPTIONS);
      line.addAll(archive(classpath));
      line.addAll(jvmOptions);
      line.add("-cp");
      line.add(
          classpath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
      line.add(program.mainClass());
      line.add("--data");
      line.add(data.toString());
      line.addAll(options);
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Options for an archive of classes (CDS), which the first stack to end leaves for later starts.
  /// The JVM renews it for another JDK, but ignores it silently where a jar has changed: so its
  /// name has a checksum of the jars. There is none for classes outside jars.
  private List<String> archive(List<Path> classpath) throws IOException {
    if (!Files.isRegularFile(classpath.getFirst())) {
      return List.of();
    }
    Path archive = target().resolve("stack-" + key(classpath) + ".jsa");
    if (!Files.exists(archive)) {
      try (DirectoryStream<Path> others = Files.newDirectoryStream(target(), "stack*.jsa")) {
        for (Path other : others) {
          Files.deleteIfExists(other);
        }
      } catch (IOException | DirectoryIteratorException e) {
        // In another user's folder: old archives take space, but the stack can start.
      }
    }
    List<String> options = new ArrayList<>(ClassArchive.MAPPED_IN_PLACE);
    options.add("-XX:+AutoCreateSharedArchive");
    options.add("-XX:SharedArchiveFile=" + archive);
    return options;
  }

  private static String key(List<Path> jars) throws IOException {
    CRC32 sum = new CRC32();
    for (Path jar : jars) {
      long modified = Files.getLastModifiedTime(jar).toMillis();
      String state = jar.getFileName() + " " + Files.size(jar) + " " + modified + "\n";
      sum.update(state.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  private Path target() {
    return root.resolve(program.module()).resolve("target");
  }

  /// Class path: the jar if it is not older than the classes, else the classes; then the libraries
  /// by name, since an archive of classes depends on the order.
  private List<Path> classpath() throws IOException {
    Path target = target();
    Path classes = target.resolve("classes");
    Path libraries = target.resolve("lib");
    if (!Files.isDirectory(classes) || !Files.isDirectory(libraries)) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, program.module() + " is not built: there is no " + libraries);
    }
    List<Path> classpath = new ArrayList<>(List.of(classes));
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(target, program.module() + "-*.jar")) {
      Pattern own = Pattern.compile(Pattern.quote(program.module()) + "-[^-]*(-SNAPSHOT)?\\.jar");
      for (Path jar : jars) {
        if (own.matcher(jar.getFileName().toString()).matches() && isNewer(jar, classes)) {
          classpath.set(0, jar);
        }
      }
    }
    try (Stream<Path> files = Files.list(libraries)) {
      files.sorted().forEach(classpath::add);
    }
    return classpath;
  }

  private static boolean isNewer(Path jar, Path classes) throws IOException {
    FileTime made = Files.getLastModifiedTime(jar);
    try (Stream<Path> later =
        Files.find(
            classes,
            Integer.MAX_VALUE,
            (_, file) -> file.isRegularFile() && file.lastModifiedTime().compareTo(made) > 0)) {
      return later.findAny().isEmpty();
    }
  }
}
