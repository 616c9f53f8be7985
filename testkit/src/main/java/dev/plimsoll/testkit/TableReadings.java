package dev.plimsoll.testkit;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.sync.TableReading;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import dev.plimsoll.contracts.sync.TableReading.Speed;
import java.util.List;

/// Readings of tables as the sync service answers them.
public final class TableReadings {
  private TableReadings() {}

  /// Every row under one snapshot, without a speed yet.
  public static TableReading of(String strategy, int readTasks) {
    return new TableReading(
        strategy,
        "asked for",
        OpenEnum.of(Consistency.SNAPSHOT),
        List.of("id"),
        readTasks,
        1,
        false,
        new Speed(0, 0, null),
        null);
  }
}
