package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.loading.KnownLoads.Known;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Owner of a target's table, which is a load, and the rules of taking a table over. Pure.
///
/// @param load id of the table in its extract
/// @param extract id of the extract or load run
/// @param installation of the load
/// @param token fencing token: microseconds of the epoch, greater for later requests
/// @param ended whether the load has ended
/// @param dropped whether the owned table is gone; another may have its name
public record TableOwner(
    UUID load,
    UUID extract,
    String topic,
    UUID installation,
    long token,
    boolean ended,
    boolean dropped) {
  /// Load that wants to write.
  ///
  /// @param begun whether it owned the table before, and may have rows there
  public record Claimant(UUID load, UUID installation, long token, boolean begun) {}

  public boolean is(Claimant claimant) {
    return load.equals(claimant.load());
  }

  /// Why the claimant cannot have the table; null where it can, or has it.
  public @Nullable PlimsollException refusal(Claimant claimant, Known known, QualifiedName table) {
    if (is(claimant)) {
      return null;
    }
    if (claimant.begun()) {
      return failure(table, "has taken it over since this load began");
    }
    if (claimant.token() < token) {
      return failure(table, "was asked for later than this load");
    }
    boolean forgotten = known == Known.NOT_HERE && installation.equals(claimant.installation());
    if (ended || dropped || forgotten || known == Known.ENDED || known == Known.UNFINISHED) {
      return null;
    }
    return failure(
        table,
        known == Known.AT_WORK
            ? "is under way"
            : "of another installation has not said that it has ended; if that is gone, say it for"
                + " it at the target: UPDATE plimsoll.table_owner SET ended_at = now()"
                + " WHERE load = '"
                + load
                + "'");
  }

  /// The failure of a load that has lost the table.
  public PlimsollException lost(QualifiedName table) {
    return failure(table, "has taken it over since this load began");
  }

  private PlimsollException failure(QualifiedName table, @Nullable String why) {
    return new PlimsollException(
        ErrorCode.TARGET_OWNED,
        "%s at the target belongs to the load of extract %s, which %s"
            .formatted(table, extract, why));
  }
}
