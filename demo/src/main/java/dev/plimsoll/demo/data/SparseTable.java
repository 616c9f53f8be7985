package dev.plimsoll.demo.data;

import dev.plimsoll.contracts.database.QualifiedName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/// `sparse.prealert`: 50,000 rows in clusters whose ids fill 1.9 % of their range, as archiving and
/// bulk deletes leave a table. A reader that steps by id width mostly finds nothing here.
final class SparseTable {
  static final QualifiedName NAME = new QualifiedName("sparse", "prealert");
  static final int ROWS = 50_000;
  static final double DENSITY = 0.019;

  private static final int CLUSTER_ROWS_MOST = 2_000;
  // Inside a cluster about one id in two is there, as after single deletes.
  private static final int STEP_INSIDE_MOST = 3;
  private static final double STEP_INSIDE_MEAN = 2.0;
  private static final long FIRST_DAY = Instant.parse("2025-01-01T00:00:00Z").getEpochSecond();
  private static final List<String> BANDS = List.of("low", "guarded", "elevated", "high", "severe");

  private SparseTable() {}

  static DemoTable seeded(long seed) {
    return new DemoTable(
        NAME,
        DemoTable.columns(
            "id bigint NOT NULL",
            "client_id integer NOT NULL",
            "order_ref uuid NOT NULL",
            "score double precision",
            "amount numeric(12,2) NOT NULL",
            "band text NOT NULL",
            "reviewed boolean NOT NULL",
            "note text",
            "created_at timestamp with time zone NOT NULL"),
        List.of("id"),
        ROWS,
        copy -> write(new SplittableRandom(seed), copy));
  }

  private static void write(SplittableRandom random, CopyTextWriter copy) throws IOException {
    // What the clusters do not use of the range is spread over the gaps between them.
    double gapIdsPerRow = 1 / DENSITY - STEP_INSIDE_MEAN;
    long id = 0;
    int leftInCluster = 0;
    for (int row = 0; row < ROWS; row++) {
      if (leftInCluster == 0) {
        leftInCluster = 1 + random.nextInt(CLUSTER_ROWS_MOST);
        id += Math.round(leftInCluster * gapIdsPerRow);
      }
      leftInCluster--;
      id += 1 + random.nextInt(STEP_INSIDE_MOST);
      writeRow(id, row, random, copy);
    }
  }

  private static void writeRow(long id, int row, SplittableRandom random, CopyTextWriter copy)
      throws IOException {
    copy.integer(id).integer(random.nextInt(1, 5_000)).hex(random.nextLong(), random.nextLong());
    if (random.nextInt(20) == 0) {
      copy.nothing();
    } else {
      copy.real(random.nextDouble());
    }
    copy.hundredths(random.nextLong(-5_000, 10_000_000))
        .text(BANDS.get(random.nextInt(BANDS.size())))
        .bool(random.nextBoolean());
    // Tabs, backslashes, line ends and non-ASCII letters are common faults of text formats.
    switch (random.nextInt(8)) {
      case 0 -> copy.text("checked\tby hand\\ rotated\nno finding");
      case 1 -> copy.text("Prüfung – 確認 ✓ " + row);
      case 2 -> copy.text("");
      case 3 -> copy.nothing();
      default -> copy.text("auto " + row);
    }
    copy.instant((FIRST_DAY + row * 37L) * 1_000_000 + random.nextInt(1_000_000)).endRow();
  }
}
