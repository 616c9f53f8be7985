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

  public StackCommand {
    prefix = List.copyOf(prefix);
    jvmOptions = List.copyOf(jvmOptions);
    options = List.copyOf(options);
  }

  /// The whole command line.
  ///
  /// @throws PlimsollException START_FAILED when dev-stack is not built
  public List<String> line() {
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
  }

  /// The first stack to end leaves its classes loaded and verified for all later starts, beside
  /// what was built. The JVM makes that file anew for another JDK, but passes over it without a
  /// word where a jar has changed: so its name tells the jars. It can make none of classes that are
  /// in no jar.
  private List<String> archive(List<Path> classpath) {
    if (!Files.isRegularFile(classpath.getFirst())) {
      return List.of();
    }
    Path archive = target().resolve("stack-" + key(classpath) + ".jsa");
    if (!Files.exists(archive)) {
      deleteArchives();
    }
    return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive);
  }

  private static String key(List<Path> jars) {
    CRC32 sum = new CRC32();
    for (Path jar : jars) {
      String state = jar.getFileName() + " " + size(jar) + " " + modified(jar).toMillis() + "\n";
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
  private List<Path> classpath() {
    Path target = target();
    Path classes = target.resolve("classes");
    Path libraries = target.resolve("lib");
    if (!Files.isDirectory(classes) || !Files.isDirectory(libraries)) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "dev-stack is not built: there is no " + libraries);
    }
    try (Stream<Path> jars = Files.list(target);
        Stream<Path> libs = Files.list(libraries)) {
      Path own =
          jars.filter(
                  jar -> jar.getFileName().toString().matches("dev-stack-[^-]*(-SNAPSHOT)?\\.jar"))
              .filter(jar -> modified(jar).compareTo(newest(classes)) >= 0)
              .findFirst()
              .orElse(classes);
      return Stream.concat(Stream.of(own), libs.sorted()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime newest(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(StackCommand::modified)
          .max(FileTime::compareTo)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
