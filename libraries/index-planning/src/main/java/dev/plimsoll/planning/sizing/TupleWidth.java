package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;

/// The width of an index tuple, column by column with gaps of alignment. After values of varying
/// width a gap may have any size below the alignment, each as often.
///
/// Source: `heap_compute_data_size` in `src/backend/access/common/heaptuple.c` and
/// `index_form_tuple` in `indextuple.c`; checked against built indexes.
final class TupleWidth {
  private static final int MAXALIGN = 8;
  // Longest value with a header of one byte, which needs no alignment.
  private static final int SHORT_VARLENA = 127;
  // PostgreSQL's planner assumes it too.
  private static final int UNKNOWN_WIDTH = 32;
  // Averages are truncated.
  private static final double TRUNCATED = 0.5;

  private double bytes;
  // Divisor of an unknown place.
  private int grain = MAXALIGN;
  // Modulo MAXALIGN, where known.
  private int place;
  private boolean known = true;

  /// @param headerBytes before the first column
  TupleWidth(int headerBytes) {
    add(headerBytes);
  }

  void append(ColumnFacts column) {
    Statistics statistics = column.statistics();
    if (column.fixedWidth()) {
      align(column.alignment());
      add(column.typeLength());
      return;
    }
    int width = statistics == null ? UNKNOWN_WIDTH : statistics.averageWidth();
    if (width >= SHORT_VARLENA) {
      align(column.alignment());
    }
    add(width);
    if (statistics != null && statistics.widthVaries()) {
      bytes += TRUNCATED;
      known = false;
      grain = 1;
    }
  }

  int total() {
    align(MAXALIGN);
    return (int) Math.round(bytes);
  }

  private void add(int width) {
    bytes += width;
    place = (place + width) % MAXALIGN;
    grain = Math.min(grain, Integer.lowestOneBit(width | MAXALIGN));
  }

  private void align(int alignment) {
    if (known) {
      add((alignment - place % alignment) % alignment);
    } else if (grain < alignment) {
      bytes += (alignment - grain) / 2.0;
      grain = alignment;
      if (alignment == MAXALIGN) {
        known = true;
        place = 0;
      }
    }
  }
}
