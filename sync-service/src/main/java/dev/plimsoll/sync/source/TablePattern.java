package dev.plimsoll.sync.source;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.regex.Pattern;

/// `schema.table`, with `*` for any run of characters in either part. Names are as the catalog has
/// them, not quoted; the first dot parts schema and table.
public record TablePattern(String schema, String table) {
  /// @throws PlimsollException INVALID_REQUEST
  public static TablePattern of(String text) {
    int dot = text.indexOf('.');
    if (dot < 1 || dot == text.length() - 1) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST, "a table is given as schema.table, not as \"" + text + "\"");
    }
    return new TablePattern(text.substring(0, dot), text.substring(dot + 1));
  }

  /// True when it names one table: then that may be a view or a partition, too.
  public boolean isExact() {
    return schema.indexOf('*') < 0 && table.indexOf('*') < 0;
  }

  public boolean matches(QualifiedName name) {
    return glob(schema).matcher(name.schema()).matches()
        && glob(table).matcher(name.name()).matches();
  }

  static Pattern glob(String text) {
    return Pattern.compile(
        "\\Q" + text.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E",
        Pattern.DOTALL);
  }
}
