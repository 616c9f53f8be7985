package dev.plimsoll.cli.watch;

import java.util.List;

/// How progress reads.
///
/// @param <T> what is followed
public interface Wording<T> {
  /// Everything, as it is repainted.
  ///
  /// @param width of the terminal in characters
  List<String> block(T now, int width);

  /// A line for each thing that is followed, in the order that they are told in.
  List<Line> lines(T now);

  /// @param thing that it is about
  /// @param news what makes the line worth telling when it is another than the last time
  record Line(Object thing, String news, String text) {}
}
