package dev.plimsoll.planning.simulation;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.sizing.BtreeSize;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Imagined tables, for simulations of imagined machines: the file of `plimsoll simulate
/// --tables-file`.
///
/// @param about source of the figures
public record WhatIf(@Nullable String about, List<Table> tables) {
  /// A resource of eleven tables with 9.4 billion rows and 1523 GB.
  public static final String ELEVEN_TABLES = "/dev/plimsoll/planning/examples/eleven-tables.json";

  /// A unique index on one table.
  ///
  /// @param table `schema.name`
  /// @param bytes of the heap
  /// @param key a [KeyKind#value]
  /// @param keyBytes with the length header of a varying value
  public record Table(String table, long rows, long bytes, String key, int keyBytes) {
    public Table {
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(key, "key");
    }
  }

  public WhatIf {
    tables = List.copyOf(tables);
  }

  /// @param kind of every text key, whatever the tables say; null for theirs
  /// @throws IllegalArgumentException naming the invalid table
  public List<Job> jobs(@Nullable KeyKind kind) {
    List<Job> jobs = new ArrayList<>();
    for (Table table : tables) {
      jobs.add(job(jobs.size(), table, kind));
    }
    return jobs;
  }

  private static Job job(int number, Table table, @Nullable KeyKind kind) {
    int dot = table.table().indexOf('.');
    if (dot < 1 || dot == table.table().length() - 1) {
      throw new IllegalArgumentException("'" + table.table() + "' is not schema.table");
    }
    if (table.rows() < 0 || table.bytes() < 0 || table.keyBytes() < 1) {
      throw new IllegalArgumentException(
          table.table() + ": rows and bytes are 0 or more, keyBytes 1 or more");
    }
    KeyKind said = KeyKind.named(table.key());
    KeyKind itsKind = kind == null || !said.text() ? said : kind;
    KeyShape key = KeyShape.of(table.rows(), itsKind, table.keyBytes());
    long indexBytes = BtreeSize.bytes(key, true, BtreeSize.DEFAULT_FILLFACTOR);
    return new Job(
        Integer.toString(number),
        new QualifiedName(table.table().substring(0, dot), table.table().substring(dot + 1)),
        BuildWork.ofBtree(key, table.bytes(), indexBytes),
        false,
        Set.of());
  }
}
