package dev.plimsoll.materializer.publication;

import dev.plimsoll.materializer.log.HighWatermarks;
import jakarta.inject.Singleton;
import java.util.Collection;

/// Reports new offsets of this process to waiting readers and to the relay of `log.commits`.
@Singleton
public final class NewOffsets {
  private final CommitsRelay commits;
  private final HighWatermarks readers;

  public NewOffsets(CommitsRelay commits, HighWatermarks readers) {
    this.commits = commits;
    this.readers = readers;
  }

  /// To be called after the commit; cheap.
  ///
  /// @param partIds of partitions with new offsets
  public void given(Collection<Integer> partIds) {
    readers.raise();
    commits.wake(partIds);
  }
}
