package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;
import org.jspecify.annotations.Nullable;

/// The part of a range that has not been read; moves forward only.
///
/// @param ids null when there are none
record Remaining(@Nullable IdWindow ids) {
  Step read(long width) {
    return ids == null ? new Step.Done() : new Step.Read(ids.head(width));
  }

  Step defer(String reason) {
    return ids == null ? new Step.Done() : new Step.Defer(ids, reason);
  }

  Remaining after(IdWindow window) {
    return ids == null || window.last() >= ids.last()
        ? new Remaining(null)
        : new Remaining(new IdWindow(window.last() + 1, ids.last()));
  }

  long width() {
    return ids == null ? 0 : ids.width();
  }

  /// @throws IllegalStateException when there is none to be read
  static IdWindow window(Step step) {
    if (step instanceof Step.Read(IdWindow window)) {
      return window;
    }
    throw new IllegalStateException("no window was asked for, but " + step);
  }
}
