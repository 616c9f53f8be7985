package dev.plimsoll.planning;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.WhatIf;
import dev.plimsoll.planning.sizing.BtreeSize;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;

/// Jobs and machines made up for a test.
public final class Jobs {
  private Jobs() {}

  /// A unique index on a 64-hex key.
  public static Job job(String id, String table, long rows) {
    return job(id, table, rows, false, Set.of());
  }

  public static Job job(String id, String table, long rows, boolean unsafe, Set<String> blockedBy) {
    return new Job(id, Facts.name(table), work(rows, rows * 170), unsafe, blockedBy);
  }

  public static BuildWork work(long rows, long heapBytes) {
    KeyShape key = KeyShape.of(rows, KeyKind.TEXT_C, 65);
    return BuildWork.ofBtree(key, heapBytes, BtreeSize.bytes(key, true, 90));
  }

  /// A machine with that much memory for builds and disk that is not the limit.
  public static Machine machine(int cores, long memoryBytes) {
    return machine(cores, memoryBytes, 0);
  }

  /// @param diskBytesPerSecond 0 where the disk is not the limit
  public static Machine machine(int cores, long memoryBytes, long diskBytesPerSecond) {
    long much = 8_000 * Facts.GIB;
    return Machine.of(
        new Capacity(
            cores,
            memoryBytes,
            cores,
            much,
            much,
            new CapacityLimits(0, diskBytesPerSecond, 0, null)));
  }

  /// The example file.
  public static WhatIf elevenTables() {
    try (InputStream file = WhatIf.class.getResourceAsStream(WhatIf.ELEVEN_TABLES)) {
      byte[] json = Objects.requireNonNull(file).readAllBytes();
      return Json.read(new String(json, StandardCharsets.UTF_8), WhatIf.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
