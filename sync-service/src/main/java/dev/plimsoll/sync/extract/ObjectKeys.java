package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.storage.ObjectStore;

/// Where objects are kept: `prefix/extract/ordinal-table/split/sequence-attempt.parquet`. A key
/// follows from what is in it, so that writing it again is harmless; the attempt is part of it, so
/// that a process which has lost its claim without knowing cannot overwrite what its successor has
/// announced.
final class ObjectKeys {
  private static final int LONGEST_NAME = 80;

  private ObjectKeys() {}

  /// Of everything a split has.
  static String prefix(ObjectStore objects, SplitClaim claim) {
    ExtractTable table = claim.table();
    String name = table.name().toString().replaceAll("[^A-Za-z0-9_.-]", "_");
    return "%s%s/%03d-%s/split-%05d/"
        .formatted(
            objects.prefix(),
            table.extractId(),
            table.ordinal(),
            name.substring(0, Math.min(LONGEST_NAME, name.length())),
            claim.split().number());
  }

  static String of(ObjectStore objects, SplitClaim claim, long sequence) {
    return prefix(objects, claim) + "%06d-a%d.parquet".formatted(sequence, claim.split().attempt());
  }
}
