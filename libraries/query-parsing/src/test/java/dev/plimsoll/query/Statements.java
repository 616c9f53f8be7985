package dev.plimsoll.query;

import dev.plimsoll.query.parser.Parse;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.query.parser.SqlParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Statements of a file, by the comment in front of each.
public final class Statements {
  /// One for all tests of a JVM, since the first start takes a second.
  public static final SqlParser PARSER = new SqlParser();

  private Statements() {}

  public static Map<String, String> of(String file) {
    Map<String, String> statements = new LinkedHashMap<>();
    for (String part : text(file + ".sql").split(";\n")) {
      if (!part.isBlank()) {
        String[] parts = part.strip().split("\n", 2);
        statements.put(parts[0].substring(3), parts[1]);
      }
    }
    return statements;
  }

  public static Parsed parsed(String sql) {
    Parse parse = PARSER.parse(sql);
    if (parse instanceof Parsed parsed) {
      return parsed;
    }
    throw new AssertionError(sql + ": " + parse);
  }

  public static String text(String file) {
    try (InputStream in = Statements.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
