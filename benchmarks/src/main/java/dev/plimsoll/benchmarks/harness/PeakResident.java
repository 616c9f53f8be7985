package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.cli.local.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The most memory that a process has had resident since it was last asked to forget.
///
/// @param process its id
public record PeakResident(long process) {
  /// Sets the peak to what is resident now: proc(5), `/proc/pid/clear_refs`.
  private static final String FORGET_PEAK = "5";

  /// Begins anew.
  ///
  /// @return false where the kernel does not let us: the peak is then since the process started
  public boolean forget() {
    try {
      Files.writeString(
          Path.of("/proc", Long.toString(process), "clear_refs"),
          FORGET_PEAK,
          StandardOpenOption.WRITE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// NaN where it cannot be known.
  public double bytes() {
    Long peak = ProcessMemory.peakResidentBytes(process);
    return peak == null ? Double.NaN : peak;
  }
}
