package dev.plimsoll.systemtests.sequencing;

/// What a producer knows of a batch that it has handed in.
public sealed interface Answer {
  /// Nobody said anything: it may be in the log or not, and has to be sent again.
  record None() implements Answer {}

  /// It is durable, and has an offset or will get one.
  record Acknowledged() implements Answer {}

  /// It has offsets from this one on.
  record Given(long baseOffset) implements Answer {}
}
