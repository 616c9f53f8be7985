package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.Map;

/// How far an order is.
sealed interface OrderStep {
  /// @param detail what it waits for, or how far it is
  record Goes(String detail) implements OrderStep {}

  /// @param output of the job
  record Done(Map<String, Object> output) implements OrderStep {}

  /// It goes on by no other attempt, but by a retry of the job.
  record Failed(ErrorCode code, String message) implements OrderStep {}
}
