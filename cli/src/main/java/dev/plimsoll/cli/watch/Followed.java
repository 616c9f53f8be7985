package dev.plimsoll.cli.watch;

/// How far something is at one moment.
public interface Followed {
  /// Nothing more will happen by itself.
  boolean ended();

  /// Something did not come to its good end.
  boolean failed();
}
