package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.cli.local.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Peak resident memory of a process since the last [#forget].
public record PeakResident(long process) {
  /// Sets the peak to the memory that is resident now: proc(5), `/proc/pid/clear_refs`. False where
  /// the kernel forbids it: the peak then counts from the start of the process.
  public boolean forget() {
    try {
      Files.writeString(
          Path.of("/proc", Long.toString(process), "clear_refs"), "5", StandardOpenOption.WRITE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Bytes; NaN where unknown.
  public double bytes() {
    Long peak = ProcessMemory.peakResidentBytes(process);
    return peak == null ? Double.NaN : peak;
  }
}
