package dev.plimsoll.systemtests.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Statements name the columns that they hand out. A prepared one that hands out whatever its table
/// has is refused once a migration has added a column ("cached plan must not change result type"),
/// and its transaction with it.
final class ColumnsTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));

  private static final Pattern TEXT =
      Pattern.compile(
          "\"\"\"\\n(?<block>.*?)\"\"\"|\"(?<line>(?:[^\"\\\\\\n]|\\\\.)*+)\"", Pattern.DOTALL);

  private static final Pattern HANDS_OUT =
      Pattern.compile(
          "\\b(?<verb>SELECT|RETURNING)\\b(?<columns>(?:(?!\\b(?:FROM|SELECT|RETURNING)\\b).)*+)"
              + "(?:\\bFROM\\s+(?<table>[a-z_.]++)(?<call>\\(?))?",
          Pattern.DOTALL);

  private static final Pattern OF_OTHERS = Pattern.compile("(pg|sys|stl)_.*");

  /// Texts of a source file that hand out all columns of a table.
  private static List<String> findings(String source) {
    List<String> findings = new ArrayList<>();
    Matcher text = TEXT.matcher(source);
    while (text.find()) {
      String sql = Objects.requireNonNullElseGet(text.group("block"), () -> text.group("line"));
      if (handsOutAll(outerPart(sql))) {
        findings.add(sql.strip());
      }
    }
    return findings;
  }

  private static boolean handsOutAll(String sql) {
    Matcher part = HANDS_OUT.matcher(sql);
    while (part.find()) {
      boolean returning = part.group("verb").equals("RETURNING");
      @Nullable String table = part.group("table");
      boolean ofTable =
          table != null && part.group("call").isEmpty() && !OF_OTHERS.matcher(table).matches();
      for (String column : part.group("columns").split(",")) {
        String name = column.strip();
        if (name.equals("*") && (returning || ofTable)
            || name.matches("[a-z_]+\\.\\*") && (returning || isTable(sql, name))) {
          return true;
        }
      }
    }
    return false;
  }

  /// @param all `alias.*`
  private static boolean isTable(String sql, String all) {
    String alias = all.substring(0, all.indexOf('.'));
    return Pattern.compile("\\b(?:FROM|JOIN)\\s+[a-z_.]+\\s+(?:AS\\s+)?" + alias + "\\b")
        .matcher(sql)
        .find();
  }

  /// Without what is in parentheses: what is selected there is selected from again.
  private static String outerPart(String sql) {
    StringBuilder outer = new StringBuilder();
    int depth = 0;
    for (char each : sql.toCharArray()) {
      if (each == ')' && depth > 0) {
        depth--;
      }
      if (depth == 0) {
        outer.append(each);
      }
      if (each == '(') {
        depth++;
      }
    }
    return outer.toString();
  }

  @Test
  void noStatementHandsOutWhateverItsTableHas() throws IOException {
    List<String> findings = new ArrayList<>();
    int statements = 0;
    for (Path file : sources()) {
      String source = Files.readString(file);
      statements += source.contains("SELECT ") ? 1 : 0;
      findings(source).forEach(found -> findings.add(file.getFileName() + ": " + found));
    }
    assertThat(statements).isGreaterThan(100);
    assertThat(findings).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String folder : List.of("", "libraries", "connectors")) {
      try (Stream<Path> modules = Files.list(ROOT.resolve(folder))) {
        for (Path module : modules.map(each -> each.resolve("src/main/java")).toList()) {
          if (Files.isDirectory(module)) {
            try (Stream<Path> files = Files.walk(module)) {
              files.filter(each -> each.toString().endsWith(".java")).forEach(sources::add);
            }
          }
        }
      }
    }
    return sources;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM extract WHERE id = ?",
        "SELECT e.* FROM extract e WHERE e.id = ?",
        "SELECT t.*, e.source FROM extract_table t JOIN extract e USING (id)",
        "SELECT e.source, t.* FROM extract e JOIN extract_table AS t USING (id)",
        "WITH old AS (SELECT 1) SELECT * FROM extract",
        "UPDATE read_task s SET attempt = 1 RETURNING s.*",
        "DELETE FROM read_task RETURNING *",
      })
  void whatHandsOutAllIsFound(String sql) {
    assertThat(findings("\"" + sql + "\"")).containsExactly(sql);
    assertThat(findings("\"\"\"\n  " + sql + "\n  \"\"\"")).containsExactly(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM extract WHERE id = ?",
        "SELECT seen FROM (SELECT * FROM observations ORDER BY id) o",
        "SELECT count(*) FROM extract",
        "WITH mended AS (UPDATE lines l SET a = 1 RETURNING l.*) SELECT a FROM mended",
        "INSERT INTO segment (part_id) SELECT * FROM unnest(?::int[])",
        "SELECT g.* FROM unnest(?::int[]) AS d (i) CROSS JOIN LATERAL (SELECT 1) g",
        "SELECT * FROM pg_replication_slots; drop those",
      })
  void whatNamesThemIsNot(String sql) {
    assertThat(findings("\"" + sql + "\"")).isEmpty();
  }
}
