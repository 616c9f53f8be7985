package dev.plimsoll.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table in fixed-width text. Where the terminal is too narrow, its first column is cut in the
/// middle, since names differ at both ends; figures are never cut.
public final class TextTable {
  public enum Align {
    LEFT,
    RIGHT
  }

  private static final String GAP = "  ";
  private static final int SHORTEST_FIRST_COLUMN = 12;

  private final List<String> headings = new ArrayList<>();
  private final List<Align> aligns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable column(String heading, Align align) {
    headings.add(heading);
    aligns.add(align);
    return this;
  }

  /// @throws IllegalArgumentException for another number of cells than columns
  public TextTable row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in " + headings.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /// @param width of the terminal in characters
  public List<String> lines(int width) {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headings.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int total = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    if (total > width) {
      widths[0] = Math.max(SHORTEST_FIRST_COLUMN, widths[0] - (total - width));
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = middleCut(cells.get(i), widths[i]);
      String padding = " ".repeat(Math.max(0, widths[i] - cell.length()));
      line.append(i == 0 ? "" : GAP)
          .append(aligns.get(i) == Align.RIGHT ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  /// The text, or its two ends with `..` between them.
  ///
  /// @param width 3 or more
  public static String middleCut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int kept = width - 2;
    int head = kept / 2;
    return text.substring(0, head) + ".." + text.substring(text.length() - (kept - head));
  }
}
