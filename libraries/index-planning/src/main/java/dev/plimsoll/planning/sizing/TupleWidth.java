package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;

/// Adds up what an index tuple takes, column by column, with the gaps that alignment leaves. After
/// values of varying width the next gap has any size below the alignment, as often as any other.
///
/// Source: `heap_compute_data_size` in `src/backend/access/common/heaptuple.c` and
/// `index_form_tuple` in `indextuple.c`; checked against built indexes.
final class TupleWidth {
  private static final int MAXALIGN = 8;
  // Longest value with a one-byte length header, which needs no alignment.
  private static final int SHORT_VARLENA = 127;
  // A width nobody knows: what PostgreSQL's planner assumes as well.
  private static final int UNKNOWN_WIDTH = 32;
  // Averages are told without what is behind the point.
  private static final double TRUNCATED = 0.5;

  private double bytes;
  // Where the place is not known modulo MAXALIGN, it still is a multiple of this.
  private int grain = MAXALIGN;
  // Modulo MAXALIGN, where it is known.
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

  /// Of the whole tuple, on average.
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
