package dev.plimsoll.cli.watch;

import java.util.List;

/// How far something is at one moment, and how that reads.
public interface Followed {
  /// Nothing more will happen by itself.
  boolean ended();

  /// Something did not come to its good end.
  boolean failed();

  /// Everything, as it is repainted.
  ///
  /// @param width of the terminal in characters
  List<String> block(int width);

  /// A line for each part, in the order of their output.
  List<Line> lines();

  /// @param thing that it is about
  /// @param news what makes the line worth printing when it is another than the last time
  record Line(Object thing, String news, String text) {}
}
