package dev.plimsoll.demo.progress;

import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.terminal.TerminalSize;
import java.nio.charset.StandardCharsets;

/// Look of a terminal.
///
/// @param width in characters, 20 or more
/// @param height in lines, 5 or more
/// @param colour whether ANSI colours are wanted and understood
/// @param blocks whether block characters can be shown; else bars are ASCII
public record Look(int width, int height, boolean colour, boolean blocks) {
  public Look {
    width = Math.max(20, width);
    height = Math.max(5, height);
  }

  /// Look of the terminal in its present size.
  public static Look of(Terminal terminal) {
    boolean utf8 = StandardCharsets.UTF_8.equals(System.out.charset());
    return new Look(TerminalSize.width(), TerminalSize.height(), terminal.colours(), utf8);
  }

  enum Colour {
    GREEN("32"),
    YELLOW("33"),
    RED("31"),
    DIM("2"),
    BOLD("1");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  /// Text in a colour, as wide as the plain text; it is cut before.
  String paint(Colour wanted, String text) {
    return colour ? "\033[" + wanted.code + "m" + text + "\033[0m" : text;
  }

  /// @param cells its width
  String bar(double fraction, int cells) {
    int full = (int) Math.round(Math.clamp(fraction, 0.0, 1.0) * cells);
    return blocks
        ? "█".repeat(full) + "░".repeat(cells - full)
        : "#".repeat(full) + ".".repeat(cells - full);
  }
}
