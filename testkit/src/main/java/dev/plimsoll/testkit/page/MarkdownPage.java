package dev.plimsoll.testkit.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Page in Markdown with its fenced blocks, code spans, links and anchors. Lines count from 1. Only
/// the project's own syntax is read: fences of three backticks at the start of a line, spans of one
/// backtick within a line, links in square brackets.
///
/// @param title without its mark; empty where the page does not begin with one
/// @param anchors as GitHub makes them of headings
public record MarkdownPage(
    Path file,
    String title,
    List<Block> blocks,
    List<Span> spans,
    List<Link> links,
    Set<String> anchors) {
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+?) *");

  /// Fenced block.
  ///
  /// @param line of its opening fence
  /// @param language may be empty
  /// @param text each line with its end
  public record Block(int line, String language, String text) {}

  /// Code within a line.
  public record Span(int line, String text) {}

  /// Link.
  ///
  /// @param target as written: an address, or a path from the page's folder, with or without anchor
  public record Link(int line, String target) {
    /// Whether it leads out of the project.
    public boolean isExternal() {
      return target.contains("://") || target.startsWith("mailto:");
    }
  }

  public static MarkdownPage read(Path file) throws IOException {
    return new Reader(file, Files.readAllLines(file)).page();
  }

  private static final class Reader {
    private final Path file;
    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Set<String> anchors = new HashSet<>();
    private final Map<String, Integer> repeated = new HashMap<>();

    private Reader(Path file, List<String> lines) {
      this.file = file;
      this.lines = lines;
    }

    private MarkdownPage page() {
      int fence = -1;
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("```")) {
          if (fence >= 0) {
            addBlock(fence, i);
          }
          fence = fence < 0 ? i : -1;
        } else if (fence < 0) {
          addText(i);
        }
      }
      if (fence >= 0) {
        throw new IllegalStateException("%s:%d: the block has no end".formatted(file, fence + 1));
      }
      String first = lines.isEmpty() ? "" : lines.getFirst();
      String title = first.startsWith("# ") ? first.substring(2).strip() : "";
      return new MarkdownPage(
          file,
          title,
          List.copyOf(blocks),
          List.copyOf(spans),
          List.copyOf(links),
          Set.copyOf(anchors));
    }

    private void addBlock(int begin, int end) {
      String language = lines.get(begin).substring("```".length()).strip();
      StringBuilder text = new StringBuilder();
      lines.subList(begin + 1, end).forEach(line -> text.append(line).append('\n'));
      blocks.add(new Block(begin + 1, language, text.toString()));
    }

    private void addText(int index) {
      String line = lines.get(index);
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        addAnchor(heading.group(1));
      }
      Matcher span = SPAN.matcher(line);
      while (span.find()) {
        spans.add(new Span(index + 1, span.group(1)));
      }
      Matcher link = LINK.matcher(SPAN.matcher(line).replaceAll("code"));
      while (link.find()) {
        links.add(new Link(index + 1, link.group(1)));
      }
    }

    private void addAnchor(String heading) {
      String text = LINK.matcher(heading).replaceAll("");
      String anchor =
          text.toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
              .replace(' ', '-');
      int before = repeated.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
  }
}
