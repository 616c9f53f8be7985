package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.job.ClaimRequest.Order;

/// Order in which waiting builds are looked at: one of the ready queue's.
///
/// @param strict whether it is kept even where another one ends sooner
record WaitingOrder(Order order, boolean strict) {
  static final WaitingOrder LONGEST_FIRST = new WaitingOrder(Order.GPUS_RUNTIME_MEMORY, false);
  static final WaitingOrder QUEUE = new WaitingOrder(Order.GPUS_RUNTIME_MEMORY, true);
  static final WaitingOrder QUEUE_BY_MEMORY = new WaitingOrder(Order.GPUS_MEMORY_RUNTIME, true);

  String first() {
    return switch (order) {
      case GPUS_RUNTIME_MEMORY -> "longest";
      case GPUS_MEMORY_RUNTIME -> "most memory";
    };
  }

  String words() {
    return switch (order) {
      case GPUS_RUNTIME_MEMORY -> "as the ready queue: runtime, then memory";
      case GPUS_MEMORY_RUNTIME -> "as the ready queue: memory, then runtime";
    };
  }
}
