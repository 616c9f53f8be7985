package dev.plimsoll.demo.data;

import dev.plimsoll.contracts.database.QualifiedName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/// Feature-store tables with a 64-hex `hashkey` and no keys: at scale 1 a thousandth of tables of
/// 2·10⁹, 10⁹ and 4·10⁸ rows, and a few small ones, so that every lane gets work.
final class FeatureTables {
  static final String SCHEMA = "features";
  static final String KEY = "hashkey";

  private record Size(String name, long rowsAtScaleOne) {}

  private static final List<Size> SIZES =
      List.of(
          new Size("client_id_card_fingerprint__time_since__365d", 2_000_000),
          new Size("client_id_card_fingerprint_good_rates_365d", 1_000_000),
          new Size("client_id_customer_email_clean__good_rates_30d", 400_000),
          new Size("client_id_customer_email_clean__time_since__30d", 60_000),
          new Size("client_id_card_fingerprint_good_rates_7d", 20_000));

  private static final long COMPUTED_AT =
      Instant.parse("2026-01-17T12:00:00Z").getEpochSecond() * 1_000_000;

  private FeatureTables() {}

  static List<DemoTable> at(double scale, long seed) {
    return SIZES.stream().map(size -> table(size, scale, seed)).toList();
  }

  private static DemoTable table(Size size, double scale, long seed) {
    long rows = Math.max(1, Math.round(size.rowsAtScaleOne * scale));
    return new DemoTable(
        new QualifiedName(SCHEMA, size.name),
        DemoTable.columns(
            KEY + " text NOT NULL",
            "seconds_since_first bigint",
            "seconds_since_last bigint",
            "orders integer NOT NULL",
            "good_rate double precision",
            "good_rate_smoothed real NOT NULL",
            "computed_at timestamp with time zone NOT NULL"),
        List.of(),
        rows,
        copy -> write(rows, new SplittableRandom(seed ^ size.name.hashCode()), copy));
  }

  private static void write(long rows, SplittableRandom random, CopyTextWriter copy)
      throws IOException {
    for (long row = 0; row < rows; row++) {
      // 256 random bits, as a hash has: no two are equal.
      copy.hex(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      int orders = random.nextInt(40);
      if (orders == 0) {
        copy.nothing().nothing().integer(0).nothing();
      } else {
        long first = random.nextLong(31_536_000);
        copy.integer(first).integer(random.nextLong(first + 1)).integer(orders);
        copy.real((double) random.nextInt(orders + 1) / orders);
      }
      copy.real((float) random.nextDouble())
          .instant(COMPUTED_AT + random.nextLong(3_600_000_000L))
          .endRow();
    }
  }
}
