package dev.plimsoll.builder.run;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.progress.BackendActivity;
import dev.plimsoll.builder.recipe.BuildSession;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.postgres.claim.TableClaim;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Wait for a claim that another session holds: usually an earlier delivery of this build without
/// its builder.
final class ClaimWait {
  private static final Duration FIRST_LOOK = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(500);

  private ClaimWait() {}

  /// Whether a session of the same build has the claim.
  static boolean isHeldByOwn(Connection connection, long tableOid, BuildCommand build)
      throws SQLException {
    TableClaim.@Nullable Holder holder = TableClaim.holder(connection, tableOid);
    return holder != null && isOwn(holder, build);
  }

  private static boolean isOwn(TableClaim.Holder holder, BuildCommand build) {
    return BuildNames.isSessionOf(build.buildId(), holder.application());
  }

  /// Follows the other session, outside of any statement or transaction. The catalog shows when it
  /// has ended.
  static void untilTaken(BuildSession session, long tableOid, BuildJournal journal)
      throws SQLException {
    Connection connection = session.connection();
    BackendActivity.Reader activities = new BackendActivity.Reader(connection);
    Duration pause = FIRST_LOOK;
    String phase = "";
    long phaseBegan = System.nanoTime();
    while (!TableClaim.tryTake(connection, tableOid)) {
      TableClaim.@Nullable Holder holder = TableClaim.holder(connection, tableOid);
      @Nullable BackendActivity activity = holder == null ? null : activities.read(holder.pid());
      if (holder != null && activity != null && isOwn(holder, session.build())) {
        String now = activity.create() == null ? "" : activity.create().phase();
        if (!now.equals(phase)) {
          phase = now;
          phaseBegan = System.nanoTime();
        }
        journal.follows(activity, Duration.ofNanos(System.nanoTime() - phaseBegan));
      } else if (holder != null) {
        journal.blockedBy(
            "session %d (%s), which builds on the same table"
                .formatted(holder.pid(), holder.application()));
      }
      session.pause(pause);
      pause = pause.multipliedBy(2).compareTo(LOOK) < 0 ? pause.multipliedBy(2) : LOOK;
    }
    journal.blockedBy(null);
  }
}
