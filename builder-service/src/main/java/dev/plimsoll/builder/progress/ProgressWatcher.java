package dev.plimsoll.builder.progress;

import dev.plimsoll.builder.progress.BackendActivity.CreateProgress;
import dev.plimsoll.builder.session.Sessions.OneDatabase;
import dev.plimsoll.periodic.PeriodicWork;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Watcher of a building session, from a second one: often at first, once a second later, so that
/// short phases are seen and long builds are not disturbed. A build shorter than the first pause
/// costs no connection. Failures leave the build unwatched.
public final class ProgressWatcher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ProgressWatcher.class);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  // So a phase's end is known to a tenth of the elapsed time.
  private static final int PART_OF_ELAPSED = 10;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  @FunctionalInterface
  public interface Observer {
    /// @param inPhase time of the CREATE INDEX in its phase
    void saw(BackendActivity activity, Duration inPhase);
  }

  private final int pid;
  private final OneDatabase sessions;
  private final Observer observer;
  private final PeriodicWork looks;
  private volatile boolean closed;
  // Only used by its own thread.
  private BackendActivity.@Nullable Reader reader;
  private final long began = System.nanoTime();
  private String lastPhase = "";
  private long phaseBegan = System.nanoTime();

  /// Starts to watch.
  ///
  /// @param pid of the watched backend
  public static ProgressWatcher of(int pid, OneDatabase sessions, Observer observer) {
    ProgressWatcher watcher = new ProgressWatcher(pid, sessions, observer);
    watcher.looks.start();
    return watcher;
  }

  private ProgressWatcher(int pid, OneDatabase sessions, Observer observer) {
    this.pid = pid;
    this.sessions = sessions;
    this.observer = observer;
    this.looks =
        PeriodicWork.every("progress-watch", SHORTEST)
            .afterAnInterval()
            .virtually("watch-" + pid)
            .backingOff(AFTER_FAILURE, AFTER_FAILURE)
            .leavingRounds()
            .atEnd(this::giveBack)
            .paces(_ -> look());
  }

  private Duration look() throws SQLException {
    try {
      if (reader == null) {
        reader = new BackendActivity.Reader(sessions.open());
      }
      report(reader.read(pid));
      return interval();
    } catch (SQLException | RuntimeException e) {
      disconnect();
      throw e;
    }
  }

  private void giveBack() {
    if (reader != null) {
      sessions.keep(reader.connection());
    }
  }

  private Duration interval() {
    Duration part = Duration.ofNanos((System.nanoTime() - began) / PART_OF_ELAPSED);
    if (part.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return part.compareTo(LONGEST) > 0 ? LONGEST : part;
  }

  private void report(@Nullable BackendActivity activity) {
    if (activity == null || closed) {
      return;
    }
    CreateProgress create = activity.create();
    String phase = create == null ? "" : create.phase();
    long now = System.nanoTime();
    if (!phase.equals(lastPhase)) {
      lastPhase = phase;
      phaseBegan = now;
    }
    observer.saw(activity, Duration.ofNanos(now - phaseBegan));
  }

  private void disconnect() {
    if (reader != null) {
      try {
        reader.connection().close();
      } catch (SQLException e) {
        LOG.debugf(e, "a watching session did not close");
      }
      reader = null;
    }
  }

  /// Ends the watch without waiting for a running look.
  @Override
  public void close() {
    closed = true;
    looks.close();
  }
}
