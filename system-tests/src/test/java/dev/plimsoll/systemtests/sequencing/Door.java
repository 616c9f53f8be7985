package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import java.util.List;

/// A way into the log. For one thread.
public sealed interface Door extends AutoCloseable permits KafkaDoor {
  /// Hands in batches of one object and waits for the answers.
  ///
  /// @return one for each batch, in the same order
  /// @throws IllegalStateException when the log refuses what it has to take
  List<Answer> hand(List<BatchAppended> file) throws InterruptedException;

  /// For messages, for example `kafka`.
  String name();

  @Override
  void close();
}
