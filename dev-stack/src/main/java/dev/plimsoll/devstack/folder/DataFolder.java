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

/// Data folder of a stack, locked by one stack at a time. Its `VERSION` file has layout and
/// PostgreSQL major version; other versions are refused before anything is changed.
public final class DataFolder implements AutoCloseable {
  /// Version, raised with every change of layout that other stacks could not read.
  private static final List<String> VERSION = List.of("plimsoll-stack 1", "postgresql 18");

  private final Path path;
  private final FileLock lock;

  private DataFolder(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Locks the folder, making it where it is missing.
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
      DataFolder folder = new DataFolder(path, lock);
      try {
        folder.check(requiredBytes);
      } catch (IOException | RuntimeException e) {
        folder.close();
        throw e;
      }
      return folder;
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.DATA_FOLDER,
          "the data folder %s cannot be used: %s: %s"
              .formatted(
                  path, e.getClass().getSimpleName().replace("Exception", ""), e.getMessage()),
          e);
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
    // A new folder also needs a PostgreSQL cluster with its first WAL segments and Kafka's logs.
    requireSpace((isNew ? 384L << 20 : 128L << 20) + requiredBytes);
    if (isNew) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
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

  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      lock.acquiredBy().close(); // which releases it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }
}
