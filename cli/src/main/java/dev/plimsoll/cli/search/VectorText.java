package dev.plimsoll.cli.search;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Vectors of arguments and files, in the text form of pgvector without blanks.
final class VectorText {
  /// Help of the option.
  static final String HELP =
      "A file with the vector, - for stdin, or the vector itself if it begins with [ or {. Numbers"
          + " as [1,2.5], 1,2.5 or one a line; bits as 101; sparse ones as {1:2.5,7:1}/5.";

  // Of the longest one as text, with blanks.
  private static final int MOST_BYTES = 4 << 20;
  static final String STDIN = "-";

  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?|nan|inf|infinity)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BITS = Pattern.compile("[01]+");
  private static final Pattern BETWEEN = Pattern.compile("\\s*,\\s*|\\s+");
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final Pattern SPARSE = Pattern.compile("\\{(.*)}\\s*/\\s*(\\d+)", Pattern.DOTALL);
  private static final Pattern COLON = Pattern.compile("\\s*:\\s*");
  private static final Pattern INDEX = Pattern.compile("\\d+");

  private VectorText() {}

  /// Whether an argument is the vector itself.
  static boolean isVector(String argument) {
    return argument.startsWith("[") || argument.startsWith("{");
  }

  /// @param argument a file's path, `-`, or the vector itself
  /// @throws PlimsollException USAGE
  static String read(String argument, InputStream stdin) {
    if (isVector(argument)) {
      return parse(argument);
    }
    String text = content(argument, stdin);
    if (text.isBlank()) {
      throw PlimsollException.usage(name(argument) + " is empty");
    }
    return parse(text);
  }

  private static String content(String file, InputStream stdin) {
    try {
      byte[] bytes;
      if (file.equals(STDIN)) {
        bytes = stdin.readNBytes(MOST_BYTES + 1);
      } else {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
          bytes = in.readNBytes(MOST_BYTES + 1);
        }
      }
      if (bytes.length > MOST_BYTES) {
        throw PlimsollException.usage(name(file) + " is longer than any vector");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException | InvalidPathException e) {
      throw PlimsollException.usage(
          "%s cannot be read: %s: %s"
              .formatted(name(file), e.getClass().getSimpleName(), e.getMessage()));
    }
  }

  private static String name(String file) {
    return file.equals(STDIN) ? "stdin" : file;
  }

  /// @throws PlimsollException USAGE
  static String parse(String given) {
    String text = given.strip();
    if (text.startsWith("{")) {
      return sparse(text);
    }
    // Brackets tell the number [101] from the bits 101.
    if (BITS.matcher(text).matches()) {
      return text;
    }
    if (!text.startsWith("[")) {
      return "[" + numbers(BETWEEN.split(text, -1)) + "]";
    }
    if (!text.endsWith("]")) {
      throw notAVector("it ends without ]");
    }
    String inside = text.substring(1, text.length() - 1).strip();
    return "[" + (inside.isEmpty() ? "" : numbers(COMMA.split(inside, -1))) + "]";
  }

  private static String numbers(String... parts) {
    for (int i = 0; i < parts.length; i++) {
      requireNumber(parts[i], "number " + (i + 1));
    }
    return String.join(",", parts);
  }

  private static void requireNumber(String part, String what) {
    if (!NUMBER.matcher(part).matches()) {
      throw notAVector("%s is '%s'".formatted(what, shortened(part)));
    }
  }

  private static String sparse(String text) {
    Matcher matcher = SPARSE.matcher(text);
    if (!matcher.matches()) {
      throw notAVector("a sparse vector is like {1:2.5,7:1}/5, with its dimensions at the end");
    }
    String inside = matcher.group(1).strip();
    List<String> elements = new ArrayList<>();
    for (String element : inside.isEmpty() ? new String[0] : COMMA.split(inside, -1)) {
      String[] parts = COLON.split(element, 2);
      if (parts.length < 2 || !INDEX.matcher(parts[0]).matches()) {
        throw notAVector("'%s' is no INDEX:NUMBER".formatted(shortened(element)));
      }
      requireNumber(parts[1], "what is at " + parts[0]);
      elements.add(parts[0] + ":" + parts[1]);
    }
    return "{" + String.join(",", elements) + "}/" + matcher.group(2);
  }

  private static String shortened(String part) {
    return part.length() <= 40 ? part : part.substring(0, 40) + "…";
  }

  private static PlimsollException notAVector(String why) {
    return PlimsollException.usage("that is no vector: " + why);
  }
}
