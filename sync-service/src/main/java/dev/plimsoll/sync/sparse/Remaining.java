package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;
import org.jspecify.annotations.Nullable;

/// The part of a range that has not been read; moves forward only.
///
/// @param ids null when there are none
record Remaining(@Nullable IdWindow ids) {
  WindowStep read(long width) {
    return ids == null ? new WindowStep.Done() : new WindowStep.Read(ids.head(width));
  }

  WindowStep defer(String reason) {
    return ids == null ? new WindowStep.Done() : new WindowStep.Defer(ids, reason);
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
  static IdWindow window(WindowStep step) {
    if (step instanceof WindowStep.Read(IdWindow window)) {
      return window;
    }
    throw new IllegalStateException("no window was asked for, but " + step);
  }
}
