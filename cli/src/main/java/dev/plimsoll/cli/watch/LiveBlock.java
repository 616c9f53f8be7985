package dev.plimsoll.cli.watch;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/// Block of lines on a terminal, repainted in place.
final class LiveBlock implements Display {
  private static final String CLEAR_LINE_END = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String CONTINUED = "    ";

  private final PrintStream out;
  private final IntSupplier width;
  private final IntSupplier height;
  private int painted;

  /// @param width in characters; read each time, since windows change their size
  /// @param height in lines
  LiveBlock(PrintStream out, IntSupplier width, IntSupplier height) {
    this.out = out;
    this.width = width;
    this.height = height;
  }

  @Override
  public void show(Followed now) {
    int columns = Math.max(20, width.getAsInt() - 1);
    List<String> block =
        now.block(columns).stream().flatMap(line -> wrapped(line, columns).stream()).toList();
    List<String> lines = fitting(block, Math.max(5, height.getAsInt() - 1));
    StringBuilder text = new StringBuilder("\r");
    if (painted > 0) {
      text.append("\033[").append(painted).append('A');
    }
    lines.forEach(line -> text.append(line).append(CLEAR_LINE_END).append('\n'));
    text.append(CLEAR_BELOW);
    painted = lines.size();
    out.print(text);
    out.flush();
  }

  /// Between words where possible: a sentence without its middle is useless.
  static List<String> wrapped(String line, int columns) {
    List<String> lines = new ArrayList<>();
    String rest = line;
    while (rest.length() > columns) {
      int space = rest.lastIndexOf(' ', columns);
      int end = rest.substring(0, Math.max(0, space)).isBlank() ? columns : space;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = CONTINUED + rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private static List<String> fitting(List<String> lines, int height) {
    if (lines.size() <= height) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, height - 1));
    shown.add("… and " + (lines.size() - shown.size()) + " lines more");
    return shown;
  }
}
