package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.CapacityPreset;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Presets of load lines for machines whose database keeps serving others. A quarter of the RAM is
/// for builds, a quarter for shared_buffers, a quarter each in reserve for sessions and the
/// operating system's cache. All cores may be busy, three quarters of them as workers.
///
/// Lakebase-style capacity units, `cu:8` to `cu:256`: a unit is 2 GB of RAM (Databricks, "Lakebase
/// Autoscaling computes"). shared_buffers can take 75 % of it there; builds get an eighth, and an
/// eighth is in reserve. Nothing is published about cores: one a unit is assumed, half of them for
/// builds, with one worker fewer.
///
/// Disk does not follow from a machine's size: these are modest figures, to be set to the real
/// ones. Rates are unlimited.
public final class Presets {
  private static final long GB = 1L << 30;
  private static final long BYTES_PER_UNIT = 2 * GB;
  private static final int LEAST_UNITS = 8;
  private static final int MOST_UNITS = 256;
  private static final long DISK_PER_UNIT = 10 * GB;
  private static final Pattern UNITS = Pattern.compile("cu:([1-9][0-9]{0,3})");

  private static final List<CapacityPreset> MACHINES =
      List.of(
          machine("small", 2, 4 * GB, GB, 1, 20 * GB, 50 * GB),
          machine("medium", 8, 32 * GB, 8 * GB, 6, 200 * GB, 500 * GB),
          machine("large", 32, 128 * GB, 32 * GB, 24, 1_000 * GB, 4_000 * GB));

  private Presets() {}

  public static List<CapacityPreset> all() {
    List<CapacityPreset> all = new ArrayList<>(MACHINES);
    IntStream.iterate(LEAST_UNITS, units -> units <= MOST_UNITS, units -> units * 2)
        .mapToObj(Presets::ofUnits)
        .forEach(all::add);
    return all;
  }

  /// `small`, `medium`, `large`, or `cu:N` for any N from 8 to 256.
  ///
  /// @throws PlimsollException INVALID_REQUEST, with the known names
  public static CapacityPreset named(String name) {
    Matcher units = UNITS.matcher(name);
    if (units.matches()) {
      int count = Integer.parseInt(units.group(1));
      if (count >= LEAST_UNITS && count <= MOST_UNITS) {
        return ofUnits(count);
      }
    }
    return MACHINES.stream()
        .filter(preset -> preset.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                PlimsollException.invalidRequest(
                    "there is no preset "
                        + name
                        + "; there are small, medium, large and cu:8 to cu:256"));
  }

  private static CapacityPreset machine(
      String name, int cores, long ram, long forBuilds, int workers, long temporary, long disk) {
    return new CapacityPreset(
        name,
        "%d cores and %d GB of RAM: %d GB for builds".formatted(cores, ram / GB, forBuilds / GB),
        new Capacity(cores, forBuilds, workers, temporary, disk, CapacityLimits.NONE));
  }

  private static CapacityPreset ofUnits(int units) {
    long ram = units * BYTES_PER_UNIT;
    int cores = units / 2;
    return new CapacityPreset(
        "cu:" + units,
        "%d capacity units of 2 GB, %d GB of RAM: an eighth of it for builds, half of its %d cores"
            .formatted(units, ram / GB, units),
        new Capacity(
            cores,
            ram / 8,
            cores - 1,
            units * DISK_PER_UNIT / 2,
            units * DISK_PER_UNIT,
            CapacityLimits.NONE));
  }
}
