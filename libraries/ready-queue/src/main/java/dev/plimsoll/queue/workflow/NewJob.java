package dev.plimsoll.queue.workflow;

import dev.plimsoll.queue.resource.Needs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A job as it is asked for.
///
/// @param name unique in its workflow, 1 to 200 characters
/// @param kind what does it, for example `command`; 1 to 50 characters
/// @param payload JSON for whoever does it, up to 64 KiB
/// @param waitsFor names of jobs of the same workflow that must be done first
/// @param reads names of data (files, values) of the workflow; waits for the job that writes each
/// @param writes names of data that this job makes
public record NewJob(
    String name,
    String kind,
    String payload,
    Placement placement,
    Trials trials,
    Set<String> waitsFor,
    Set<String> reads,
    Set<String> writes) {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_KIND = 50;
  private static final int LONGEST_PAYLOAD = 64 * 1_024;
  private static final int MOST_NAMES = 10_000;

  /// Where it stands in the queue.
  ///
  /// @param lane the queue, 1 to 50 characters
  /// @param priority 0 to 9, the highest first
  public record Placement(String lane, int priority, Needs needs) {
    private static final int HIGHEST_PRIORITY = 9;

    public Placement {
      requireText("lane", lane, LONGEST_KIND);
      if (priority < 0 || priority > HIGHEST_PRIORITY) {
        throw new IllegalArgumentException("the priority must be from 0 to " + HIGHEST_PRIORITY);
      }
    }
  }

  /// How often and until when it is tried.
  ///
  /// @param allowed attempts, 1 to 100; that of a worker which was lost counts, too
  /// @param pause before another attempt, 0 to 7 days
  /// @param despiteFailure whether it runs although a job that it waits for has failed
  /// @param deadline after which no attempt begins
  public record Trials(
      int allowed, Duration pause, boolean despiteFailure, @Nullable Instant deadline) {
    private static final int MOST = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofDays(7);

    // Below the limits, which it is checked against.
    public static final Trials ONE = new Trials(1, Duration.ZERO, false, null);

    public Trials {
      if (allowed < 1 || allowed > MOST) {
        throw new IllegalArgumentException("1 to %d attempts are allowed".formatted(MOST));
      }
      if (pause.isNegative() || pause.compareTo(LONGEST_PAUSE) > 0) {
        throw new IllegalArgumentException("the pause must be from 0 to 7 days");
      }
    }
  }

  /// @throws IllegalArgumentException for a text that is empty or too long
  public NewJob {
    requireText("name", name, LONGEST_NAME);
    requireText("kind", kind, LONGEST_KIND);
    if (payload.length() > LONGEST_PAYLOAD) {
      throw new IllegalArgumentException("job %s has a payload over 64 KiB".formatted(name));
    }
    waitsFor = Set.copyOf(waitsFor);
    reads = Set.copyOf(reads);
    writes = Set.copyOf(writes);
    if (waitsFor.size() + reads.size() + writes.size() > MOST_NAMES) {
      throw new IllegalArgumentException(
          "job %s names more than %,d jobs and data".formatted(name, MOST_NAMES));
    }
    List.of(waitsFor, reads, writes)
        .forEach(names -> names.forEach(one -> requireText("name", one, LONGEST_NAME)));
  }

  /// A job without data and with one attempt.
  public static NewJob of(String name, String kind, Placement placement, Set<String> waitsFor) {
    return new NewJob(name, kind, "{}", placement, Trials.ONE, waitsFor, Set.of(), Set.of());
  }

  static void requireText(String what, String text, int longest) {
    if (text.isBlank() || text.length() > longest) {
      throw new IllegalArgumentException(
          "a %s must have 1 to %d characters".formatted(what, longest));
    }
  }
}
