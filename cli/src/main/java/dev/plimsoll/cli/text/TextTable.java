package dev.plimsoll.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Table in fixed-width text. On a narrow terminal, optional columns are left out from the right.
/// Then the first column is cut in the middle, since names differ at both ends. Figures are never
/// cut.
public final class TextTable {
  private enum Align {
    LEFT,
    RIGHT
  }

  private static final String GAP = "  ";
  private static final int SHORTEST_FIRST_COLUMN = 12;
  // Shorter names are hard to tell apart: leave out a column instead.
  private static final int GOOD_FIRST_COLUMN = 34;

  private final List<String> headings = new ArrayList<>();
  private final List<Align> aligns = new ArrayList<>();
  private final Set<Integer> optional = new TreeSet<>();
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable left(String... headings) {
    return columns(Align.LEFT, headings);
  }

  public TextTable right(String... headings) {
    return columns(Align.RIGHT, headings);
  }

  /// Left out where there is no room.
  public TextTable leftIfRoom(String... headings) {
    return columnsIfRoom(Align.LEFT, headings);
  }

  /// Left out where there is no room.
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

  /// @param cells escaped by [Printable]; null for an empty one
  /// @throws IllegalArgumentException for a wrong number of cells
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
    int[] widths = headings.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length()));
    }
    List<Integer> shown = new ArrayList<>(IntStream.range(0, widths.length).boxed().toList());
    int wanted = Math.min(widths[0], GOOD_FIRST_COLUMN);
    while (firstColumn(shown, widths, width) < wanted
        && shown.removeIf(lastOptional(shown)::equals)) {
      // Its condition does the work.
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

  /// Both ends of a long text with `..` between them, in `width` characters, 3 or more.
  public static String middleCut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int kept = width - 2;
    int head = kept / 2;
    return text.substring(0, head) + ".." + text.substring(text.length() - (kept - head));
  }
}
