package dev.plimsoll.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A table in fixed-width text. Where the terminal is too narrow, optional columns are left out,
/// from the right; then its first column is cut in the middle, since names differ at both ends.
/// Figures are never cut.
public final class TextTable {
  private enum Align {
    LEFT,
    RIGHT
  }

  private static final String GAP = "  ";
  private static final int SHORTEST_FIRST_COLUMN = 12;
  // Shorter than this, names can hardly be distinguished: rather leave a column out.
  private static final int GOOD_FIRST_COLUMN = 34;

  private final List<String> headings = new ArrayList<>();
  private final List<Align> aligns = new ArrayList<>();
  private final Set<Integer> optional = new TreeSet<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// Columns of text.
  public TextTable left(String... headings) {
    return columns(Align.LEFT, headings);
  }

  /// Columns of figures.
  public TextTable right(String... headings) {
    return columns(Align.RIGHT, headings);
  }

  /// Columns of text that may be left out where there is no room.
  public TextTable leftIfRoom(String... headings) {
    return columnsIfRoom(Align.LEFT, headings);
  }

  /// Columns of figures that may be left out where there is no room.
  public TextTable rightIfRoom(String... headings) {
    return columnsIfRoom(Align.RIGHT, headings);
  }

  private TextTable columnsIfRoom(Align align, String... more) {
    for (int column = 0; column < more.length; column++) {
      optional.add(headings.size() + column);
    }
    return columns(align, more);
  }

  private TextTable columns(Align align, String... more) {
    for (String heading : more) {
      headings.add(heading);
      aligns.add(align);
    }
    return this;
  }

  /// @param cells printed so that no name can do anything to the terminal; null for an empty one
  /// @throws IllegalArgumentException for another number of cells than columns
  public TextTable row(@Nullable String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in " + headings.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(Printable::line).toList());
    return this;
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
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      shown.add(i);
    }
    int wanted = Math.min(widths[0], GOOD_FIRST_COLUMN);
    while (firstColumn(shown, widths, width) < wanted
        && shown.removeIf(lastOptional(shown)::equals)) {
      // One fewer.
    }
    widths[0] =
        Math.clamp(
            firstColumn(shown, widths, width),
            Math.min(SHORTEST_FIRST_COLUMN, widths[0]),
            widths[0]);
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, shown, widths));
    rows.forEach(row -> lines.add(line(row, shown, widths)));
    return lines;
  }

  /// What the other columns leave to the first one.
  private static int firstColumn(List<Integer> shown, int[] widths, int width) {
    return width
        - shown.stream()
            .filter(column -> column > 0)
            .mapToInt(column -> widths[column] + GAP.length())
            .sum();
  }

  private Integer lastOptional(List<Integer> shown) {
    return shown.reversed().stream().filter(optional::contains).findFirst().orElse(-1);
  }

  private String line(List<String> cells, List<Integer> shown, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i : shown) {
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
