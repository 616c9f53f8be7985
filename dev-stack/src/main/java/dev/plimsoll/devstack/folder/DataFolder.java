package dev.plimsoll.devstack.folder;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder with everything a stack keeps, held by one stack at a time.
///
/// Its `VERSION` file says which layout and which PostgreSQL major version wrote it: another one
/// cannot read it and is refused before anything is touched.
public final class DataFolder implements AutoCloseable {
  /// Raised when what is kept changes so that an older or newer stack could not read it.
  private static final int LAYOUT = 1;

  private static final String POSTGRESQL_MAJOR = "18";
  private static final List<String> VERSION =
      List.of("plimsoll-stack " + LAYOUT, "postgresql " + POSTGRESQL_MAJOR);

  /// A new PostgreSQL cluster with its first WAL segments, Kafka's logs and some room to work.
  private static final long NEW_FOLDER_BYTES = 384L << 20;

  private static final long USED_FOLDER_BYTES = 128L << 20;

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /// Takes the folder, making it where it is missing.
  ///
  /// @param requiredBytes that must be free on its volume besides the stack's own need
  /// @throws PlimsollException ALREADY_RUNNING when another stack holds it, DATA_VERSION when it is
  ///     of another version, DISK_FULL, DATA_FOLDER when it cannot be used
  public static DataFolder open(Path path, long requiredBytes) {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new PlimsollException(
            ErrorCode.ALREADY_RUNNING, "another stack runs on the data folder " + path);
      }
      DataFolder folder = new DataFolder(path, channel, lock);
      try {
        folder.check(requiredBytes);
      } catch (IOException | RuntimeException e) {
        folder.close();
        throw e;
      }
      return folder;
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.DATA_FOLDER, "the data folder " + path + " cannot be used: " + reason(e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by another stack of this JVM
    }
  }

  private void check(long requiredBytes) throws IOException {
    Path versionFile = path.resolve("VERSION");
    boolean isNew = !Files.exists(versionFile);
    if (isNew) {
      requireNothingElse();
    } else {
      requireVersion(Files.readAllLines(versionFile));
    }
    requireSpace((isNew ? NEW_FOLDER_BYTES : USED_FOLDER_BYTES) + requiredBytes);
    if (isNew) {
      restrict();
      Files.write(versionFile, VERSION);
    }
  }

  private void requireNothingElse() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      @Nullable Path other =
          entries.filter(entry -> !entry.endsWith("lock")).findFirst().orElse(null);
      if (other != null) {
        throw new PlimsollException(
            ErrorCode.DATA_FOLDER,
            "%s holds other things (%s) and is no data folder of Plimsoll"
                .formatted(path, other.getFileName()));
      }
    }
  }

  private void requireVersion(List<String> found) {
    if (!found.equals(VERSION)) {
      throw new PlimsollException(
          ErrorCode.DATA_VERSION,
          "%s was written by [%s], this is [%s]"
              .formatted(path, String.join(", ", found), String.join(", ", VERSION)));
    }
  }

  private void requireSpace(long needed) throws IOException {
    long free = Files.getFileStore(path).getUsableSpace();
    if (free < needed) {
      throw new PlimsollException(
          ErrorCode.DISK_FULL,
          "%s needs %s free, and has %s".formatted(path, mebibytes(needed), mebibytes(free)));
    }
  }

  private void restrict() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  /// Lets another stack have it.
  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
  }
}
