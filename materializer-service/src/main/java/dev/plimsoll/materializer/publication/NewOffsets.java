package dev.plimsoll.materializer.publication;

import dev.plimsoll.materializer.log.HighWatermarks;
import jakarta.inject.Singleton;
import java.util.Collection;

/// Who is to know at once that this process has given offsets: readers that wait, and those who
/// hear it from `log.commits`.
@Singleton
public final class NewOffsets {
  private final CommitsRelay commits;
  private final HighWatermarks readers;

  public NewOffsets(CommitsRelay commits, HighWatermarks readers) {
    this.commits = commits;
    this.readers = readers;
  }

  /// After the commit, whoever did it. It costs next to nothing.
  ///
  /// @param partIds of the partitions that got them
  public void given(Collection<Integer> partIds) {
    readers.raise();
    commits.wake(partIds);
  }
}
