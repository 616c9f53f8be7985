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

/// How a built stack is started.
///
/// @param prefix put before the command, for example `setsid`
/// @param root folder of the whole project, in which dev-stack is built
/// @param data the stack's data folder
/// @param log file that gets what the stack writes to stderr
/// @param jvmOptions besides the stack's own
/// @param options the stack's own arguments besides `--data`
public record StackCommand(
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
          // Else 48 MB, of which every sixth that is taken costs a collection of the whole heap.
          "-XX:ReservedCodeCacheSize=192m",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          // The JVM's own words would else come on stdout, which has one line for whoever started
          // it.
          "-Xlog:disable",
          "-Xlog:all=error,cds*=off,aot*=off:stderr");

  private static final Pattern OWN_JAR = Pattern.compile("dev-stack-[^-]*(-SNAPSHOT)?\\.jar");

  public StackCommand {
    prefix = List.copyOf(prefix);
    jvmOptions = List.copyOf(jvmOptions);
    options = List.copyOf(options);
  }

  /// The whole command line.
  ///
  /// @throws PlimsollException START_FAILED when dev-stack is not built
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
      line.add("dev.plimsoll.devstack.StackMain");
      line.add("--data");
      line.add(data.toString());
      line.addAll(options);
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first stack to end leaves its classes loaded and verified for all later starts, beside
  /// what was built. The JVM makes that file anew for another JDK, but passes over it without a
  /// word where a jar has changed: so its name tells the jars. It can make none of classes that are
  /// in no jar.
  private List<String> archive(List<Path> classpath) throws IOException {
    if (!Files.isRegularFile(classpath.getFirst())) {
      return List.of();
    }
    Path archive = target().resolve("stack-" + key(classpath) + ".jsa");
    if (!Files.exists(archive)) {
      deleteArchives();
    }
    return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive);
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

  /// Of other jars.
  private void deleteArchives() {
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(target(), "stack*.jsa")) {
      for (Path archive : archives) {
        Files.deleteIfExists(archive);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Somebody else's folder: it takes up room there, and is no reason not to start.
    }
  }

  private Path target() {
    return root.resolve("dev-stack").resolve("target");
  }

  /// The jar where there is one that is not older than the classes, else the classes; then the
  /// libraries in the order of their names, since an archive of classes is bound to the order.
  private List<Path> classpath() throws IOException {
    Path target = target();
    Path classes = target.resolve("classes");
    Path libraries = target.resolve("lib");
    if (!Files.isDirectory(classes) || !Files.isDirectory(libraries)) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "dev-stack is not built: there is no " + libraries);
    }
    List<Path> classpath = new ArrayList<>(List.of(classes));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "dev-stack-*.jar")) {
      for (Path jar : jars) {
        if (OWN_JAR.matcher(jar.getFileName().toString()).matches() && isNewer(jar, classes)) {
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
