package dev.plimsoll.planner.pipeline;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the name of a log topic says: `source.schema.table.` and the first 8 hexadecimal digits of
/// the extract. A source's name has no dot, a schema's or a table's may.
///
/// @param table `schema.table`
/// @param extractPrefix 8 hexadecimal digits
record LogTopic(String table, String extractPrefix) {
  private static final Pattern FORM =
      Pattern.compile("[^.]+\\.(.+\\..+)\\.([0-9a-f]{8})", Pattern.DOTALL);

  /// Null for a topic that no extract writes.
  static @Nullable LogTopic parse(String topic) {
    Matcher matcher = FORM.matcher(topic);
    return matcher.matches() ? new LogTopic(matcher.group(1), matcher.group(2)) : null;
  }
}
