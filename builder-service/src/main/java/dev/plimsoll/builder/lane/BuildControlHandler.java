package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.control.BegunAttempts;
import dev.plimsoll.builder.control.CancelBoard;
import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.kafka.compacted.CompactedTopics;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The handler of `build.control`. Types that a newer planner or builder adds are passed over.
@Singleton
final class BuildControlHandler implements CompactedTopics.Taker {
  private static final String CANCEL = EventTypes.of(BuildControl.Cancel.class);
  private static final String RELEASE = EventTypes.of(BuildControl.Release.class);
  private static final String BEGUN = EventTypes.of(BuildControl.Begun.class);

  private final CancelBoard board;
  private final BegunAttempts begun;

  BuildControlHandler(CancelBoard board, BegunAttempts begun) {
    this.board = board;
    this.begun = begun;
  }

  @Override
  public void take(String key, String type, @Nullable String body) {
    if (body == null) {
      board.forget(UUID.fromString(key));
    } else if (CANCEL.equals(type)) {
      BuildControl.Cancel cancel = bounded(Json.read(body, BuildControl.Cancel.class));
      if (cancel.buildId() != null && cancel.by() != null) {
        board.enter(cancel, cancel.by());
      }
    } else if (RELEASE.equals(type)) {
      BuildControl.Release release = bounded(Json.read(body, BuildControl.Release.class));
      if (release.buildId() != null && release.by() != null) {
        board.enter(release, release.by());
      }
    } else if (BEGUN.equals(type)) {
      BuildControl.Begun word = bounded(Json.read(body, BuildControl.Begun.class));
      if (word.buildId() != null && word.delivery() != null && word.at() != null) {
        begun.enter(word);
      }
    }
  }

  private static <T extends Record> T bounded(T word) {
    Bounds.check(word);
    return word;
  }
}
