package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.folder.PrivateFile;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Data folder of a system on this machine, an absolute path: data of the stack, logs, API token,
/// state.
public record DataHome(Path path) {
  public static DataHome ofUser() {
    return new DataHome(Path.of(System.getProperty("user.home"), ".plimsoll"));
  }

  /// @param folder null for the user's own
  static DataHome of(@Nullable Path folder) {
    return folder == null ? ofUser() : new DataHome(folder.toAbsolutePath().normalize());
  }

  public Path stack() {
    return path.resolve("stack");
  }

  public Path log(String part) {
    return path.resolve("logs").resolve(part + ".log");
  }

  Path run() {
    return path.resolve("run");
  }

  Path stateFile() {
    return path.resolve("running.json");
  }

  Path ports() {
    return path.resolve("ports.properties");
  }

  public Path tokenFile() {
    return path.resolve("token");
  }

  /// Address of a running service; throws NOT_RUNNING.
  public URI address(ServiceName service) {
    return SystemState.read(this).stream()
        .flatMap(state -> state.parts().stream())
        .filter(part -> part.name().equals(service.value()) && part.process().isAlive())
        .findFirst()
        .map(part -> URI.create("http://127.0.0.1:" + part.port()))
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.NOT_RUNNING,
                    "the " + service.value() + " service does not run on " + path));
  }

  /// Creates what is missing.
  ///
  /// @throws PlimsollException DATA_FOLDER when that fails, or another user could write there
  void prepare() {
    try {
      requireOwn();
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      Files.createDirectories(run());
      Files.createDirectories(path.resolve("logs"));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  // Another owner would know its token, keys and ports.
  private void requireOwn() throws IOException {
    @Nullable PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null || !Files.exists(path)) {
      return;
    }
    PosixFileAttributes attributes = view.readAttributes();
    String user = System.getProperty("user.name");
    // "?" is a user without a name, as in containers.
    if (!user.equals("?") && !attributes.owner().getName().equals(user)) {
      throw new PlimsollException(
          ErrorCode.DATA_FOLDER,
          "%s belongs to %s, and this is %s".formatted(path, attributes.owner().getName(), user));
    }
    if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new PlimsollException(
          ErrorCode.DATA_FOLDER, "everybody may write to " + path + ": chmod o-w it");
    }
  }

  /// Exclusive lock of a command that starts, runs or stops a system; it ends with the process.
  ///
  /// @throws PlimsollException ALREADY_RUNNING when another command holds it
  Lock lock() {
    try {
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new PlimsollException(
            ErrorCode.ALREADY_RUNNING,
            "another command is running on " + path + " (a demo, or a start or stop)");
      }
      return new Lock(channel);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  record Lock(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new PlimsollException(ErrorCode.INTERNAL, "the lock could not be let go", e);
      }
    }
  }

  /// API token: random, created on first use, readable by its owner only.
  public String token() {
    try {
      if (!Files.exists(tokenFile())) {
        changeToken(newToken());
      }
      return Files.readString(tokenFile()).strip();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  static String newToken() {
    return random(24);
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  void changeToken(String token) {
    write(tokenFile(), token);
  }

  /// File of the hashes of accepted tokens, which running services read again.
  Path tokenHashFile() {
    if (!Files.exists(path.resolve("token.sha256"))) {
      acceptOnly(token());
    }
    return path.resolve("token.sha256");
  }

  /// Replaces the accepted tokens; the services follow within a second.
  void acceptOnly(String... tokens) {
    write(
        path.resolve("token.sha256"),
        Arrays.stream(tokens).map(DataHome::sha256).collect(Collectors.joining("\n")));
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// File of the key that seals passwords: random, created on first use, readable by its owner
  /// only. Without it, sealed passwords must be entered again.
  public Path keyFile() {
    return secretFile("key");
  }

  /// File of the key that seals messages, as [#keyFile].
  public Path messagesKeyFile() {
    return secretFile("messages-key");
  }

  private Path secretFile(String name) {
    Path file = path.resolve(name);
    if (!Files.exists(file)) {
      write(file, random(32));
    }
    return file;
  }

  private void write(Path file, String content) {
    try {
      PrivateFile.write(file, content);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /// Size of all files; those deleted meanwhile count 0.
  long bytes() {
    return bytes(path.toFile());
  }

  private static long bytes(File file) {
    if (Files.isSymbolicLink(file.toPath())) {
      return 0;
    }
    File @Nullable [] files = file.listFiles();
    return files == null ? file.length() : Arrays.stream(files).mapToLong(DataHome::bytes).sum();
  }

  private PlimsollException unusable(IOException e) {
    return new PlimsollException(
        ErrorCode.DATA_FOLDER,
        "the data folder %s cannot be used: %s: %s"
            .formatted(path, e.getClass().getSimpleName(), e.getMessage()),
        e);
  }
}
