package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.Tapped;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/// Connections of which one breaks when it is to commit: before the server does, or after it, when
/// only the answer is lost.
final class LostCommits {
  /// When it breaks.
  enum Moment {
    BEFORE,
    AFTER
  }

  private final Moment moment;
  private final AtomicBoolean due = new AtomicBoolean(true);

  LostCommits(Moment moment) {
    this.moment = moment;
  }

  DataSource on(DataSource dataSource) {
    return Tapped.dataSource(
        dataSource,
        (method, _, call) -> {
          if (!method.getName().equals("commit") || !due.compareAndSet(true, false)) {
            return call.go();
          }
          if (moment == Moment.AFTER) {
            call.go();
          }
          throw new SQLException("the connection broke", "08006");
        });
  }
}
