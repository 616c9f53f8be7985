package dev.plimsoll.planning.approval;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The content of an approved plan: its builds in order, and its assumptions. Stored with the plan.
///
/// @param capacity the load line that it was made for
public record PlanSnapshot(String strategy, Capacity capacity, List<Entry> builds) {
  /// The share by which tables grow and shrink without harm.
  public static final double TOLERANCE = 0.10;

  public record Entry(PlannedBuild planned, TableAssumptions asserted) {}

  public PlanSnapshot {
    builds = List.copyOf(builds);
  }

  /// @param facts of the proposal
  /// @throws IllegalArgumentException for a proposal made from other facts
  public static PlanSnapshot of(Proposal proposal, DatabaseFacts facts) {
    List<Entry> entries = new ArrayList<>();
    for (PlannedBuild planned : proposal.planned()) {
      TableAssumptions asserted =
          TableAssumptions.of(
              facts, planned.table(), planned.definition(), planned.sizing().rows());
      if (asserted == null) {
        throw new IllegalArgumentException("no facts about " + planned.table());
      }
      entries.add(new Entry(planned, asserted));
    }
    return new PlanSnapshot(proposal.strategy(), proposal.machine().capacity(), entries);
  }

  /// SHA-256 in 64 hexadecimal digits, over definitions, names, memory, workers, lanes, order,
  /// strategy, load line, tables (by oid) with columns and indexes, and classes of sizes, each a
  /// tenth wider than the one before. Predictions are not part of it.
  public String hash() {
    List<String> text = new ArrayList<>();
    text.add("plimsoll plan 1");
    text.add(strategy);
    text.add(capacity.toString());
    for (Entry entry : builds) {
      PlannedBuild planned = entry.planned();
      Allocation allocation = planned.allocation();
      TableAssumptions asserted = entry.asserted();
      text.add(planned.table().schema());
      text.add(planned.table().name());
      text.add(planned.definition().toString());
      text.add(planned.indexName());
      text.add(allocation.lane().value());
      text.add(Long.toString(allocation.maintenanceWorkMemBytes()));
      text.add(
          allocation.parallelWorkers() + (allocation.tableWorkers() ? " set on the table" : ""));
      text.add(planned.place().blockedBy().toString());
      text.add(Long.toString(asserted.oid()));
      text.add(Integer.toString(sizeClass(asserted.rows())));
      text.add(Integer.toString(sizeClass(asserted.heapBytes())));
      text.add(Integer.toString(asserted.columns().size()));
      asserted.columns().forEach(column -> text.add(column.name() + " " + column));
      text.add(Integer.toString(asserted.indexes().size()));
      text.addAll(asserted.indexes());
      if (!asserted.partitions().isEmpty()) {
        text.add(asserted.partitions().size() + " partitions");
        text.addAll(asserted.partitions());
      }
    }
    return digest(text);
  }

  static int sizeClass(long size) {
    return size < 1 ? 0 : 1 + (int) Math.floor(Math.log(size) / Math.log1p(TOLERANCE));
  }

  /// Each part with its length before it, so that no two lists read the same.
  private static String digest(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
