package dev.plimsoll.cli.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builder of an answer's lines: rows with headings, and sections with titles. Empty rows and
/// sections are left out. Not thread-safe.
public final class Details {
  private final List<String> lines = new ArrayList<>();
  private final String row;

  private Details(String row) {
    this.row = row;
  }

  public static Details of() {
    return withHeadings(1);
  }

  /// @param width of headings in characters, 1 or more
  public static Details withHeadings(int width) {
    return new Details("  %-" + width + "s  %s");
  }

  public Details line(String line) {
    lines.add(line);
    return this;
  }

  public Details lines(Collection<String> more) {
    lines.addAll(more);
    return this;
  }

  public Details row(String heading, @Nullable Object value) {
    String text = value == null ? "" : value.toString();
    return text.isEmpty() ? this : line(row.formatted(heading, Printable.line(text)));
  }

  /// Title and indented entries, after a blank line.
  public Details section(String title, List<String> entries) {
    if (!entries.isEmpty()) {
      paragraph(List.of(title));
      entries.forEach(entry -> line("  " + Printable.line(entry)));
    }
    return this;
  }

  /// Lines after a blank line, except at the beginning.
  public Details paragraph(List<String> more) {
    if (!more.isEmpty() && !lines.isEmpty()) {
      line("");
    }
    return lines(more);
  }

  public List<String> lines() {
    return lines;
  }
}
