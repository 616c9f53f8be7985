package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.TupleText;
import dev.plimsoll.connector.loading.DeleteProgress;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A table of a [MemoryTarget]: its rows, its owner, and what loads have done to it.
final class MemoryTable {
  // Number of columns and length of the id come before it.
  private static final int ID = Short.BYTES + Integer.BYTES;
  private static final int NAME_LENGTH = ID + Long.BYTES;

  final List<Column> columns;
  final boolean keyed;
  final List<byte[]> rows = new ArrayList<>();
  TableLoad owner;
  boolean ended;
  boolean deleting;
  private final Map<UUID, Progress> progress = new HashMap<>();

  /// What a load has done.
  static final class Progress {
    final Map<Integer, Long> offsets = new HashMap<>();
    final Set<Integer> busy = new HashSet<>();
    MergeCounts counts = new MergeCounts(0, 0);
    DeleteProgress deletes = new DeleteProgress(0, false);
  }

  MemoryTable(TableLoad owner, boolean keyed) {
    this.owner = owner;
    this.columns = owner.columns();
    this.keyed = keyed;
  }

  Progress progress(TableLoad load) {
    return progress.computeIfAbsent(load.extractId(), _ -> new Progress());
  }

  static long id(byte[] row) {
    return ByteBuffer.wrap(row).getLong(ID);
  }

  private static @Nullable String name(byte[] row) {
    int length = ByteBuffer.wrap(row).getInt(NAME_LENGTH);
    return length < 0
        ? null
        : new String(row, NAME_LENGTH + Integer.BYTES, length, StandardCharsets.UTF_8);
  }

  String text(byte[] row) {
    return new TupleText(columns).of(row).utf8();
  }

  void put(TableLoad load, List<byte[]> batch) {
    Merging merging = load.merging();
    if (merging == null) {
      rows.addAll(batch);
    } else {
      batch.forEach(row -> merge(progress(load), merging, row));
    }
  }

  private void merge(Progress of, Merging merging, byte[] row) {
    for (int i = 0; i < rows.size(); i++) {
      byte[] there = rows.get(i);
      if (id(there) == id(row)) {
        if (!Arrays.equals(there, row) && (merging.column() == null || isLater(row, there))) {
          rows.set(i, row);
          of.counts = new MergeCounts(of.counts.inserted(), of.counts.replaced() + 1);
        }
        return;
      }
    }
    rows.add(row);
    of.counts = new MergeCounts(of.counts.inserted() + 1, of.counts.replaced());
  }

  // By the name, which is the suite's column of increments.
  private static boolean isLater(byte[] row, byte[] there) {
    String before = name(there);
    String now = name(row);
    return before == null || (now != null && before.compareTo(now) <= 0);
  }
}
