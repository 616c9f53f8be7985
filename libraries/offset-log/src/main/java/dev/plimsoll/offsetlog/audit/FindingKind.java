package dev.plimsoll.offsetlog.audit;

import java.util.Locale;

enum FindingKind {
  /// Offsets that no batch covers.
  GAP,
  /// Offsets that more than one batch covers, or that will be given again.
  OVERLAP,
  /// A segment that cannot be unpacked.
  UNREADABLE,
  /// A segment's row contradicts its batches.
  SEGMENT,
  /// A batch of another partition.
  FOREIGN_BATCH,
  /// A batch whose object the log does not know.
  FILE_MISSING,
  /// A batch whose producer the log does not know.
  PRODUCER_MISSING,
  /// A producer's batches do not follow each other.
  ORDER,
  /// What a producer may send next is not what follows its last batch.
  PRODUCER,
  /// The time of the youngest record so far.
  YOUNGEST,
  /// A partition's counters.
  TOTALS,
  /// A partition begins where no segment does.
  LOG_START,
  /// A partition without one of its rows.
  ROW_MISSING,
  /// More is published on log.commits than has an offset.
  PUBLICATION,
  /// A file's count of the batches that refer to it.
  REFERENCES,
  /// A file's name is not that of its id.
  FILE_NAME,
  /// An object that batches refer to is not in its store.
  OBJECT_MISSING,
  /// An object that may not be read.
  OBJECT_UNREADABLE;

  /// As the API writes it.
  String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
