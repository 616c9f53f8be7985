package dev.plimsoll.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Cause of a part's end, by its log and the disk.
final class FailureCause {
  private static final int TAIL_BYTES = 64 << 10;

  /// With less, PostgreSQL cannot write its log, and ends.
  private static final long DISK_IS_FULL_BELOW = 32L << 20;

  /// As Java, PostgreSQL and the kernel word them.
  private static final List<String> CAUSES =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "OutOfMemoryError",
          "Address already in use",
          "Too many open files");

  /// As Flyway words a schema whose migrations are not those of this build.
  private static final List<String> SCHEMAS_OF_OTHER_VERSIONS =
      List.of(
          "Migration checksum mismatch",
          "Detected applied migration not resolved locally",
          "Migration description mismatch");

  private FailureCause() {}

  /// The last known cause in the end of a log.
  static Optional<String> of(Path log) {
    String tail = tail(log);
    return CAUSES.stream().filter(tail::contains).max(Comparator.comparingInt(tail::lastIndexOf));
  }

  /// Whether a service found that another version of Plimsoll has made its schema.
  ///
  /// @param lastLines of its log, of this start alone
  static boolean isSchemaOfOtherVersion(List<String> lastLines) {
    return lastLines.stream()
        .anyMatch(line -> SCHEMAS_OF_OTHER_VERSIONS.stream().anyMatch(line::contains));
  }

  private static String tail(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /// A message where the folder's volume is full.
  static Optional<String> fullDisk(Path folder) {
    try {
      FileStore volume = Files.getFileStore(folder);
      long free = volume.getUsableSpace();
      return free >= DISK_IS_FULL_BELOW
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "No space left on device: %.1f MiB free of %.0f MiB at %s",
                  free / (double) (1 << 20),
                  volume.getTotalSpace() / (double) (1 << 20),
                  folder));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
