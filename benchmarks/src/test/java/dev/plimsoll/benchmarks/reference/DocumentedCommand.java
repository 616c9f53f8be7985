package dev.plimsoll.benchmarks.reference;

import dev.plimsoll.testkit.page.MarkdownPage;
import java.util.ArrayList;
import java.util.List;

/// A command line that a page shows, cut into words as a shell does.
///
/// @param where page and line
/// @param words without `./plimsoll`, and without what the shell keeps for itself: comments and
///     where input and output go
record DocumentedCommand(String where, List<String> words) {
  private static final String LAUNCHER = "./plimsoll";
  private static final String ELLIPSIS = "...";
  private static final String SHELL_SIGNS = "<>|;&)";

  /// Those of a page: each command of a fenced block, and each code span that begins with one.
  static List<DocumentedCommand> of(MarkdownPage page) {
    List<DocumentedCommand> commands = new ArrayList<>();
    for (MarkdownPage.Block block : page.blocks()) {
      int line = block.line() + 1;
      for (String text : block.text().replace("\\\n", " \0").split("\n", -1)) {
        add(commands, page, line, text);
        line += 1 + (int) text.chars().filter(sign -> sign == '\0').count();
      }
    }
    page.spans().forEach(span -> add(commands, page, span.line(), span.text()));
    return commands;
  }

  private static void add(
      List<DocumentedCommand> commands, MarkdownPage page, int line, String text) {
    String command = text.replace('\0', ' ').strip();
    if (command.equals(LAUNCHER) || command.startsWith(LAUNCHER + " ")) {
      List<String> words = words(command);
      commands.add(new DocumentedCommand(page.file() + ":" + line, words.subList(1, words.size())));
    }
  }

  /// Whether it leaves out words that a reader has to add.
  boolean isShortened() {
    return words.contains(ELLIPSIS);
  }

  /// What is to be parsed. The launcher itself hands properties of `test` to Maven.
  String[] arguments() {
    boolean test = !words.isEmpty() && words.getFirst().equals("test");
    return words.stream()
        .filter(word -> !word.equals(ELLIPSIS) && !(test && word.startsWith("-D")))
        .toArray(String[]::new);
  }

  /// Up to the end of the first command of a line.
  ///
  /// @throws IllegalArgumentException where a quote has no end
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char sign = line.charAt(i);
      if (quote != 0) {
        if (sign == quote) {
          quote = 0;
        } else {
          word.append(sign);
        }
      } else if (sign == '\'' || sign == '"') {
        quote = sign;
        begun = true;
      } else if (Character.isWhitespace(sign)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else if (SHELL_SIGNS.indexOf(sign) >= 0 || (sign == '#' && !begun)) {
        break;
      } else {
        word.append(sign);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote has no end: " + line);
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  @Override
  public String toString() {
    return where + ": " + LAUNCHER + " " + String.join(" ", words);
  }
}
