package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.http.edition.EditionTag;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.extract.Extracts;
import dev.plimsoll.sync.schedule.Schedule.Job;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Schedules: created, shown and changed, with a record of who did it. {@link ScheduleTimer} runs
/// them. Methods that take a name throw NOT_FOUND for an unknown one.
@Singleton
public final class Schedules {
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(366);

  private final SyncDatabase database;
  private final Extracts extracts;

  public Schedules(SyncDatabase database, Extracts extracts) {
    this.database = database;
    this.extracts = extracts;
  }

  /// A schedule with the edition that an edit of it is checked against.
  record Edition(ScheduleView view, long number) {}

  /// Creates a schedule. Idempotent.
  ///
  /// @throws PlimsollException INVALID_REQUEST, NOT_FOUND for a database, or CONFLICT if the name
  ///     is taken
  ScheduleView create(ScheduleRequest wanted, ControlRequest who) {
    Job job = job(wanted);
    return database.ask(
        connection -> {
          String name = wanted.name();
          Instant now = SyncDatabase.now(connection);
          Instant firstAt = firstAt(wanted.firstAt(), now);
          Instant nextAt = firstAt == null ? now : DueTime.after(firstAt, job.every(), now);
          if (ScheduleStore.insert(connection, name, job, nextAt)) {
            ScheduleStore.note(connection, name, job, Act.CREATED, who);
          } else if (!ScheduleStore.get(connection, name).isAskedForBy(job, firstAt)) {
            throw PlimsollException.conflict(
                "another schedule is there as \"" + name + "\"; edit or remove it");
          }
          return view(connection, name).view();
        });
  }

  /// Edits a schedule. A run under way ends as it began. Idempotent, so that a request whose answer
  /// was lost can be sent again.
  ///
  /// @param ifMatch tag of the edition that is edited; null or `*` for any
  /// @throws PlimsollException INVALID_REQUEST, NOT_FOUND also for a database, or EDITED_MEANWHILE
  Edition edit(ScheduleRequest wanted, @Nullable String ifMatch, ControlRequest who) {
    Job job = job(wanted);
    return database.ask(
        connection -> {
          String name = wanted.name();
          Instant now = SyncDatabase.now(connection);
          Instant firstAt = firstAt(wanted.firstAt(), now);
          Schedule schedule = ScheduleStore.lock(connection, name);
          if (schedule.isAskedForBy(job, firstAt)) {
            return view(connection, name);
          }
          EditionTag.require(name, schedule.edition(), ifMatch);
          ScheduleStore.edit(connection, name, job, schedule.nextAt(job.every(), firstAt, now));
          ScheduleStore.note(connection, name, job, Act.EDITED, who);
          return view(connection, name);
        });
  }

  private Job job(ScheduleRequest wanted) {
    Duration every = every(wanted.every());
    extracts.check(wanted.extract());
    extracts.requireFit(wanted.extract());
    return Job.of(wanted.extract(), every, verify(wanted.extract(), wanted.verify()));
  }

  // Truncated to the precision of the database.
  private static @Nullable Instant firstAt(@Nullable Instant wanted, Instant now) {
    if (wanted == null) {
      return null;
    }
    if (wanted.isBefore(Instant.EPOCH) || wanted.isAfter(now.plus(LONGEST))) {
      throw PlimsollException.invalidRequest(
          "firstAt must be 1970 to " + LONGEST.toDays() + " days from now");
    }
    return wanted.truncatedTo(ChronoUnit.MICROS);
  }

  private static Duration every(@Nullable Duration every) {
    if (every == null
        || every.compareTo(SHORTEST) < 0
        || every.compareTo(LONGEST) > 0
        || every.getNano() != 0) {
      throw PlimsollException.invalidRequest("every must be PT10S to P366D, in whole seconds");
    }
    return every;
  }

  private static boolean verify(ExtractRequest request, @Nullable Boolean wanted) {
    IncrementRequest increment = request.increment();
    if (request.target() != null && increment == null) {
      throw PlimsollException.invalidRequest(
          "a schedule with a target needs an increment: a second run of every row would find the"
              + " target filled");
    }
    if (request.iceberg() != null && request.iceberg().write() == null) {
      throw PlimsollException.invalidRequest(
          "a schedule with Iceberg tables needs iceberg.write: a second run would find them with"
              + " rows");
    }
    if (increment != null && Boolean.TRUE.equals(increment.restart())) {
      throw PlimsollException.invalidRequest(
          "increment.restart would read every row in each run: restart it by an extract");
    }
    boolean possible =
        request.target() != null && (increment == null || !"xmin".equals(increment.mode()));
    if (Boolean.TRUE.equals(wanted) && !possible) {
      throw PlimsollException.invalidRequest(
          request.target() == null
              ? "verify compares with what was loaded: it needs a target"
              : "verify means nothing with xmin: the target does not know its rows by that");
    }
    return possible && !Boolean.FALSE.equals(wanted);
  }

  /// As [ScheduleStore#page].
  List<ScheduleView> page(
      @Nullable String source, @Nullable String target, String after, int limit) {
    return database.ask(
        connection -> {
          List<Schedule> page = ScheduleStore.page(connection, source, target, after, limit);
          Map<String, RunView> last =
              RunViews.last(connection, page.stream().map(Schedule::name).toArray(String[]::new));
          return page.stream().map(schedule -> view(schedule, last.get(schedule.name()))).toList();
        });
  }

  Edition get(String name) {
    return database.ask(connection -> view(connection, name));
  }

  /// The latest first.
  ///
  /// @param after of numbers below this one
  List<RunView> runs(String name, long after, int limit) {
    return database.ask(
        connection -> {
          ScheduleStore.get(connection, name);
          return RunViews.latest(connection, name, after, limit);
        });
  }

  /// Prevents new runs; one under way goes on. Idempotent.
  ScheduleView pause(String name, ControlRequest who) {
    return database.ask(
        connection -> {
          Schedule schedule = ScheduleStore.lock(connection, name);
          if (!schedule.paused()) {
            ScheduleStore.move(connection, name, true, schedule.nextAt());
            ScheduleStore.note(connection, name, schedule.job(), Act.PAUSED, who);
          }
          return view(connection, name).view();
        });
  }

  /// Continues with the next due time; those that have passed are skipped.
  ScheduleView resume(String name, ControlRequest who) {
    return database.ask(
        connection -> {
          Schedule schedule = ScheduleStore.lock(connection, name);
          if (schedule.paused()) {
            Instant now = SyncDatabase.now(connection);
            ScheduleStore.move(
                connection,
                name,
                false,
                DueTime.after(schedule.nextAt(), schedule.job().every(), now));
            ScheduleStore.note(connection, name, schedule.job(), Act.RESUMED, who);
          }
          return view(connection, name).view();
        });
  }

  /// Begins a run at once, paused or not, without moving due times. A run that the pause has
  /// caught before its start is used instead.
  ///
  /// @throws PlimsollException CONFLICT while a run is under way
  ScheduleView run(String name, ControlRequest who) {
    return database.ask(
        connection -> {
          Schedule schedule = ScheduleStore.lock(connection, name);
          if (!schedule.paused() || !RunStore.ask(connection, name)) {
            RunStore.requireNoneOpen(connection, name);
            RunStore.begin(connection, name, SyncDatabase.now(connection), true, 0);
          }
          ScheduleStore.note(connection, name, schedule.job(), Act.RUN, who);
          return view(connection, name).view();
        });
  }

  /// Removes a schedule and its runs. Their extracts stay, and one under way goes on.
  void remove(String name, ControlRequest who) {
    database.tell(
        connection -> {
          Schedule schedule = ScheduleStore.lock(connection, name);
          ScheduleStore.delete(connection, name);
          ScheduleStore.note(connection, name, schedule.job(), Act.REMOVED, who);
        });
  }

  /// Changes, the latest first, also of removed schedules.
  ///
  /// @param name null for all
  /// @param after of numbers below this one
  List<ScheduleChange> changes(@Nullable String name, long after, int limit) {
    return database.ask(connection -> ScheduleStore.latestChanges(connection, name, after, limit));
  }

  private static Edition view(Connection connection, String name) throws SQLException {
    List<RunView> last = RunViews.latest(connection, name, Long.MAX_VALUE, 1);
    Schedule schedule = ScheduleStore.get(connection, name);
    return new Edition(view(schedule, last.isEmpty() ? null : last.getFirst()), schedule.edition());
  }

  private static ScheduleView view(Schedule schedule, @Nullable RunView run) {
    return new ScheduleView(
        schedule.name(),
        schedule.job().every(),
        Json.read(schedule.job().request(), ExtractRequest.class),
        schedule.job().verify(),
        schedule.paused(),
        schedule.createdAt(),
        schedule.paused() ? null : schedule.nextAt(),
        run);
  }
}
