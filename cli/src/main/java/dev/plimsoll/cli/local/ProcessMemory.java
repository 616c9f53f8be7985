package dev.plimsoll.cli.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

public final class ProcessMemory {
  private ProcessMemory() {}

  /// Resident set size in bytes; null where unknown.
  public static @Nullable Long residentBytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    return Files.exists(status) ? kibibytes(status, "VmRSS:") : fromPs(pid);
  }

  /// Peak resident set size in bytes; Linux only, null elsewhere.
  public static @Nullable Long peakResidentBytes(long pid) {
    return kibibytes(Path.of("/proc", Long.toString(pid), "status"), "VmHWM:");
  }

  private static @Nullable Long kibibytes(Path status, String key) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null; // it has ended, or this is not Linux
    }
  }

  private static @Nullable Long fromPs(long pid) {
    try {
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
      String answer =
          new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return answer.isEmpty() ? null : Long.parseLong(answer) << 10;
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }
}
