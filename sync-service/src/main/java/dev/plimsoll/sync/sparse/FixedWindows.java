package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;

/// `fixed`: windows of one width, whatever they return. The baseline.
public record FixedWindows(Remaining remaining, long width) implements WindowPlanner {
  public FixedWindows {
    if (width < 1) {
      throw new IllegalArgumentException("a window of " + width + " ids");
    }
  }

  public FixedWindows(IdWindow range, long width) {
    this(new Remaining(range), width);
  }

  @Override
  public WindowStep step() {
    return remaining.read(width);
  }

  @Override
  public FixedWindows returned(long rows) {
    return new FixedWindows(remaining.after(Remaining.window(step())), width);
  }

  @Override
  public FixedWindows under(SparseConfig config) {
    return this;
  }
}
