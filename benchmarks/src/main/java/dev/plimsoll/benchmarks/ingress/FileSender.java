package dev.plimsoll.benchmarks.ingress;

import java.util.concurrent.atomic.AtomicLong;

/// Sender of one producer's files until its time ends. Its figures are read after [#send].
abstract class FileSender {
  private final ClientOrder order;
  private final String producerId;
  private final ClientProducer producer;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();

  FileSender(ClientOrder order, String producerId) {
    this.order = order;
    this.producerId = producerId;
    this.producer = new ClientProducer(order.topic(), producerId, order.batchesPerFile());
  }

  abstract void send(Clock clock) throws Exception;

  final ClientOrder order() {
    return order;
  }

  final String producerId() {
    return producerId;
  }

  final ClientProducer producer() {
    return producer;
  }

  /// Counts the batches of an answered file.
  final void answered(Clock clock, long wasDue) {
    answered.addAndGet(order.batchesPerFile());
    if (clock.answered(wasDue)) {
      counted.addAndGet(order.batchesPerFile());
    }
  }

  final long answered() {
    return answered.get();
  }

  /// Batches answered in the time that counts.
  final long counted() {
    return counted.get();
  }
}
