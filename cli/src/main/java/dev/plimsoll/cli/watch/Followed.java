package dev.plimsoll.cli.watch;

import java.util.List;

/// Progress of something at one moment, as text.
public interface Followed {
  boolean ended();

  boolean failed();

  /// Everything, for repainting, at most `width` characters wide.
  List<String> block(int width);

  /// One line for each part, in order.
  List<Line> lines();

  /// @param news printed when it differs from the last one of this thing
  record Line(Object thing, String news, String text) {}
}
