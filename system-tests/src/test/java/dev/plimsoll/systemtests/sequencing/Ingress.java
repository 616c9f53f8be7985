package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import java.util.List;

/// A way into the log. For one thread.
public sealed interface Ingress extends AutoCloseable
    permits KafkaIngress, AsynchronousIngress, SynchronousIngress {
  /// What it takes and answers.
  enum Kind {
    /// Each batch is a message, on its own ways.
    KAFKA(1),
    ASYNCHRONOUS(2),
    SYNCHRONOUS(2);

    private final int mostOfAPartition;

    Kind(int mostOfAPartition) {
      this.mostOfAPartition = mostOfAPartition;
    }

    /// Batches of one partition that may be handed in at once without losing their order.
    int mostOfAPartition() {
      return mostOfAPartition;
    }
  }

  /// Hands in batches of one object and waits for the answers.
  ///
  /// @return one for each batch, in the same order
  /// @throws IllegalStateException when the log refuses what it has to take
  List<Answer> hand(List<BatchAppended> file) throws InterruptedException;

  Kind kind();

  @Override
  void close();
}
