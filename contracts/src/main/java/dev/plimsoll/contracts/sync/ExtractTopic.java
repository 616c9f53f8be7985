package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a table's rows in the log or a target: `source.schema.table.` and the first 8
/// hexadecimal digits of the extract's id. A source's name has no dot.
///
/// @param table `schema.table`
/// @param extractPrefix 8 hexadecimal digits
public record ExtractTopic(String table, String extractPrefix) {
  private static final Pattern FORM =
      Pattern.compile("[^.]+\\.(.+\\..+)\\.([0-9a-f]{8})", Pattern.DOTALL);

  private static final int DIGITS = 8;

  public static String name(String source, QualifiedName table, UUID extractId) {
    return source + "." + table + "." + extractId.toString().substring(0, DIGITS);
  }

  /// Null for a topic of another form.
  public static @Nullable ExtractTopic parse(String topic) {
    Matcher matcher = FORM.matcher(topic);
    return matcher.matches() ? new ExtractTopic(matcher.group(1), matcher.group(2)) : null;
  }

  /// Whether a message of `log.commits` may be of an extract, by its key: most of a busy log's are
  /// not worth reading.
  ///
  /// @param key [dev.plimsoll.contracts.log.BatchCommitted#key]
  public static boolean mayWrite(@Nullable String key) {
    if (key == null) {
      return true;
    }
    int end = key.lastIndexOf('/');
    return end < 0 || parse(key.substring(0, end)) != null;
  }
}
