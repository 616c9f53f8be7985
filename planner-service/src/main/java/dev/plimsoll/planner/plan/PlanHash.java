package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.planning.approval.PlanSnapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of what would be executed, of the facts that it was planned for, and of where: a copy of
/// a database has the same tables, down to their oids.
final class PlanHash {
  private PlanHash() {}

  static String of(String database, DatabaseAddress address, PlanSnapshot snapshot) {
    String where =
        "%s\n%s:%d/%s\n".formatted(database, address.host(), address.port(), address.database());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((where + snapshot.hash()).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
