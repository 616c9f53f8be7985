package dev.plimsoll.builder.run;

import dev.plimsoll.builder.progress.BackendActivity;
import dev.plimsoll.builder.progress.BackendActivity.CreateProgress;
import dev.plimsoll.builder.progress.CreatePhase;
import dev.plimsoll.builder.recipe.BlockerListener;
import dev.plimsoll.builder.slot.SlotBoard;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.BuildEvent.Failure;
import dev.plimsoll.contracts.build.BuildEvent.Timing;
import dev.plimsoll.contracts.build.BuildEvent.Usage;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Journal of one delivery: it numbers the build's events, keeps the fraction from decreasing, and
/// repeats nothing.
public final class BuildJournal implements BlockerListener {
  private static final double WORTH_TELLING = 0.002;

  private final BuildCommand build;
  private final BuildEventPublisher events;
  private final String builder;
  private final Clock clock;
  private final SlotBoard.Occupancy occupancy;
  private final Duration betweenTells;
  private final long begun = System.nanoTime();
  private final Map<String, BuildEvent.Step> steps = new LinkedHashMap<>();

  private long nextSequence;
  private boolean started;
  private String phase = "starting";
  private double fraction;
  private @Nullable String stepWaitsFor;
  private @Nullable String seenBlocker;
  private @Nullable String sent;
  private String sentBlocker = "";
  private long sentMillis = Long.MIN_VALUE;
  private double sentFraction;
  private int workers = -1;
  private Duration followedCreate = Duration.ZERO;
  private final CreatePhase.Stopwatch phases = new CreatePhase.Stopwatch();
  private long temporaryBytes = -1;
  private long mostTemporaryBytes = -1;
  private List<OffendingKey> offending = List.of();
  private boolean stepsToTell;
  private long keptBytes = -1;

  /// @param betweenTells least time between progress events; a new blocker is reported at once
  public BuildJournal(
      BuildCommand build,
      BuildEventPublisher events,
      String builder,
      Clock clock,
      SlotBoard.Occupancy occupancy,
      Duration betweenTells) {
    this.build = build;
    this.events = events;
    this.builder = builder;
    this.clock = clock;
    this.occupancy = occupancy;
    this.betweenTells = betweenTells;
  }

  /// Numbers events from the target's clock; see [BuildEvent#sequence].
  synchronized void numberFrom(long clockMillis) {
    nextSequence = Math.max(nextSequence, clockMillis);
  }

  /// Reported once, however often the session is lost.
  synchronized void started(boolean resumed) {
    if (!started) {
      started = true;
      events.announce(
          new BuildEvent.Started(
              build.buildId(), build.attempt(), sequence(), clock.instant(), builder, resumed));
    }
  }

  /// Starts a step.
  ///
  /// @param atLeast done fraction of the whole
  synchronized void phase(String name, double atLeast) {
    phase = name;
    stepWaitsFor = null;
    seenBlocker = null;
    temporaryBytes = -1;
    advance(atLeast);
    tell();
  }

  /// Ends a step. After a lost session it replaces the earlier result, unless it only says that the
  /// step was done already.
  synchronized void step(String name, String outcome, Duration elapsed) {
    BuildEvent.Step step = new BuildEvent.Step(name, outcome, elapsed);
    if (!step.saysLessThan(steps.get(name))) {
      steps.put(name, step);
      stepsToTell = true;
    }
  }

  @Override
  public synchronized void blockedBy(@Nullable String sentence) {
    stepWaitsFor = sentence;
    tell();
  }

  /// Bytes of a failed build's index on disk; -1 where unknown.
  synchronized void kept(long bytes) {
    keptBytes = bytes;
  }

  @Override
  public synchronized void found(List<OffendingKey> keys) {
    offending = List.copyOf(keys);
  }

  /// Activity of our session, seen by another one.
  synchronized void saw(BackendActivity activity, Duration inPhase) {
    @Nullable CreateProgress create = activity.create();
    if (create != null) {
      phase = create.phase();
      workers = Math.max(workers, activity.workers());
      phases.saw(phase, activity.running());
      temporaryBytes = activity.temporaryBytes();
      mostTemporaryBytes = Math.max(mostTemporaryBytes, temporaryBytes);
      advance(
          CreatePhase.fraction(
              create,
              build.allocation().parallelWorkers(),
              inPhase,
              Duration.ofMillis(build.allocation().predictedMillis())));
    }
    seenBlocker = activity.blocker();
    tell();
  }

  /// Activity of an earlier delivery that still works.
  synchronized void follows(BackendActivity activity, Duration inPhase) {
    if (activity.create() != null) {
      followedCreate = activity.running();
    }
    saw(activity, inPhase);
  }

  /// @param createTime zero where this delivery did not run the CREATE INDEX
  synchronized BuildEvent.Succeeded succeeded(long indexBytes, Duration createTime) {
    Duration create = createTime.isZero() ? followedCreate : createTime;
    return new BuildEvent.Succeeded(
        build.buildId(),
        build.attempt(),
        sequence(),
        clock.instant(),
        indexBytes,
        new Timing(
            create,
            Duration.ofNanos(System.nanoTime() - begun),
            create.isZero() ? null : phases.end(create)),
        usage(mostTemporaryBytes),
        List.copyOf(steps.values()));
  }

  private Usage usage(long temporary) {
    return new Usage(build.allocation().parallelWorkers() == 0 ? 0 : workers, temporary);
  }

  public synchronized BuildEvent.Failed failed(BuildFailure failure) {
    numberFrom(clock.millis());
    return new BuildEvent.Failed(
        build.buildId(),
        build.attempt(),
        sequence(),
        clock.instant(),
        new Failure(
            failure.code(),
            failure.message(),
            failure.sqlState(),
            failure.retryable(),
            failure.code() == ErrorCode.DUPLICATE_KEYS ? offending : List.of()),
        List.copyOf(steps.values()),
        keptBytes);
  }

  public synchronized BuildEvent.Cancelled cancelled(String by) {
    numberFrom(clock.millis());
    return new BuildEvent.Cancelled(
        build.buildId(),
        build.attempt(),
        sequence(),
        clock.instant(),
        by,
        List.copyOf(steps.values()));
  }

  private void advance(double to) {
    fraction = Math.clamp(Math.max(fraction, to), 0.0, 1.0);
  }

  private long sequence() {
    return nextSequence++;
  }

  private void tell() {
    String blocker = stepWaitsFor != null ? stepWaitsFor : seenBlocker;
    occupancy.update(phase, fraction, blocker);
    // The age of a blocker's transaction changes with every look, which is no news.
    String blockerNews = blocker == null ? "" : blocker.replaceAll("\\d+ (s|min|h)", "");
    String news = phase + "\n" + blockerNews;
    boolean isNews = !news.equals(sent) || fraction - sentFraction >= WORTH_TELLING;
    boolean canWait = blockerNews.equals(sentBlocker) && !isDue();
    if (!started || !isNews || canWait) {
      return;
    }
    sent = news;
    sentBlocker = blockerNews;
    sentMillis = clock.millis();
    sentFraction = fraction;
    List<BuildEvent.Step> ended = stepsToTell ? List.copyOf(steps.values()) : List.of();
    stepsToTell = false;
    events.announce(
        new BuildEvent.Progressed(
            build.buildId(),
            build.attempt(),
            sequence(),
            clock.instant(),
            phase,
            fraction,
            blocker,
            usage(temporaryBytes),
            ended));
  }

  private boolean isDue() {
    return sentMillis == Long.MIN_VALUE
        || Math.abs(clock.millis() - sentMillis) >= betweenTells.toMillis();
  }
}
