package dev.plimsoll.query.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.parser.Parse;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.query.parser.Parse.Reason;
import dev.plimsoll.query.parser.Parse.Refused;
import dev.plimsoll.query.parser.SqlParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Normalised statement as the server's own parser takes it: `date $1` becomes `$1::date`, and
/// `extract($1 FROM x)` becomes `pg_catalog.extract($1, x)`. Everything else stays as it was,
/// letter by letter; a text without such places is given back itself.
public final class NormalizedText {
  private final byte[] sql;
  private final List<Edit> edits = new ArrayList<>();

  private NormalizedText(byte[] sql) {
    this.sql = sql;
  }

  /// As [SqlParser#parse], which a few normalised texts fail although their statement was run:
  /// those are read without the words that stand in the way, and the tree's text is without
  /// them.
  public static Parse parse(SqlParser parser, String text) {
    Parse parse = parser.parse(text);
    if (parse instanceof Refused refused && refused.reason() == Reason.SYNTAX) {
      String other = UnparsedWords.without(text);
      if (!other.equals(text) && parser.parse(other) instanceof Parsed parsed) {
        return parsed;
      }
    }
    return parse;
  }

  /// The text for `EXPLAIN (GENERIC_PLAN)`, which takes parameters by the simple protocol alone
  /// (pgjdbc's `preferQueryMode=simple`) or as a text that PL/pgSQL executes. What the server
  /// still refuses has operators whose other side does not tell a parameter's type, such as `$1
  /// + $2`.
  public static String repaired(Parsed statement) {
    NormalizedText text = new NormalizedText(statement.text().getBytes(StandardCharsets.UTF_8));
    text.visit(statement.tree());
    return text.edits.isEmpty() ? statement.text() : text.edited();
  }

  private void visit(JsonNode node) {
    if (node.isObject()) {
      if (node.has("TypeCast")) {
        typed(node.get("TypeCast"));
      } else if (node.has("FuncCall")) {
        called(node.get("FuncCall"));
      }
    }
    node.forEach(this::visit);
  }

  /// A type before its constant. The grammar gives such a cast no place of its own.
  private void typed(JsonNode cast) {
    JsonNode parameter = cast.path("arg").path("ParamRef");
    int type = cast.path("typeName").path("location").asInt(-1);
    int start = parameter.path("location").asInt(-1);
    if (cast.path("location").asInt(0) != -1 || type < 0 || start <= type) {
      return;
    }
    int end = Tokens.afterParameter(sql, start);
    String name = text(type, start).strip();
    int after = Tokens.afterIntervalFields(sql, end, cast.path("typeName"));
    String fields = text(end, after).strip();
    edits.add(
        new Edit(
            type, after, text(start, end) + "::" + name + (fields.isEmpty() ? "" : " " + fields)));
  }

  /// `extract($1 FROM x)`, whose field is a word or a string constant and no parameter.
  private void called(JsonNode call) {
    JsonNode names = call.path("funcname");
    JsonNode field = call.path("args").path(0).path("ParamRef");
    if (!call.path("funcformat").asText().equals("COERCE_SQL_SYNTAX")
        || !names.path(names.size() - 1).path("String").path("sval").asText().equals("extract")
        || field.isMissingNode()) {
      return;
    }
    int start = call.path("location").asInt();
    int end = Tokens.afterParameter(sql, field.path("location").asInt());
    int from = Tokens.skipBlanks(sql, end);
    edits.add(new Edit(start, start, "pg_catalog."));
    edits.add(new Edit(end, from + "from".length(), ","));
  }

  private String text(int from, int to) {
    return new String(sql, from, to - from, StandardCharsets.UTF_8);
  }

  private String edited() {
    edits.sort(Comparator.comparingInt(Edit::from));
    StringBuilder whole = new StringBuilder();
    int at = 0;
    for (Edit edit : edits) {
      whole.append(text(at, edit.from())).append(edit.text());
      at = edit.to();
    }
    return whole.append(text(at, sql.length)).toString();
  }

  private record Edit(int from, int to, String text) {}
}
