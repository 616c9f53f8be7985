package dev.plimsoll.systemtests;

import dev.plimsoll.devstack.folder.Ports;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.s3.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The stack's object store in a process of its own, so that it can be killed alone; it comes back
/// on the same port with the same objects, and knows no more of uploads that were under way: those
/// it cannot be told to give up any more.
final class OwnObjectStore implements AutoCloseable {
  // It writes an object under another name first. Killed in between, it shows that name as an
  // object, which no S3 does: there a PUT that was cut off has never been.
  private static final Pattern TORN_WRITE =
      Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  // Parts of an upload, and what notes that it was begun.
  private static final Pattern OF_UPLOAD = Pattern.compile(".*/\\.mpus-.*");

  private final Path folder;
  private final int port;
  private final Path secretsFile;
  private Process process;

  private OwnObjectStore(Path folder, int port, Path secretsFile) throws IOException {
    this.folder = folder;
    this.port = port;
    this.secretsFile = secretsFile;
    this.process = launch();
  }

  /// @param secretsFile what its keys are taken from
  static OwnObjectStore start(Path folder, Path secretsFile) throws IOException {
    int port = new Ports(folder.resolve("ports.properties")).choose("s3", 0);
    return new OwnObjectStore(folder, port, secretsFile);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// SIGKILL; returns when it is gone.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Returns when it takes requests again.
  void restart() throws IOException {
    removeUnfinished();
    process = launch();
  }

  private Path objects() {
    return folder.resolve("objects");
  }

  private void removeUnfinished() throws IOException {
    List<Path> unfinished;
    try (Stream<Path> files = Files.walk(objects())) {
      unfinished = files.filter(Files::isRegularFile).filter(OwnObjectStore::isUnfinished).toList();
    }
    for (Path file : unfinished) {
      Files.delete(file);
    }
  }

  private static boolean isUnfinished(Path file) {
    return TORN_WRITE.matcher(file.getFileName().toString()).matches()
        || OF_UPLOAD.matcher(file.toString()).matches();
  }

  private Process launch() throws IOException {
    Path log = folder.resolve("store.log");
    Process launched =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                objects().toString(),
                Integer.toString(port),
                secretsFile.toString())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (launched.inputReader().readLine() == null) {
      throw new IOException("the object store did not start; its log is " + log);
    }
    return launched;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  /// What runs in that process: until its stdin ends, which it does with whoever started it.
  static final class Program {
    private Program() {}

    /// @param arguments folder, port, file of the secrets
    public static void main(String[] arguments) throws IOException {
      PrintStream out = System.out;
      System.setOut(System.err); // Whatever a library prints must not mix with the one line.
      try (S3Server store =
          S3Server.start(
              Path.of(arguments[0]),
              Integer.parseInt(arguments[1]),
              Secrets.read(Path.of(arguments[2])),
              null)) {
        out.println(store.endpoint());
        System.in.transferTo(OutputStream.nullOutputStream());
      }
      System.exit(0);
    }
  }
}
