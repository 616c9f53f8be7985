package dev.plimsoll.offsetlog.topic;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The settings of a topic.
///
/// @param retentionMs null without a limit
/// @param retentionBytes null without a limit
record TopicSettings(
    boolean ownsObjects, @Nullable Long retentionMs, @Nullable Long retentionBytes) {
  private static final TopicSettings DEFAULTS = new TopicSettings(false, null, null);
  private static final long NO_LIMIT = -1;

  /// @throws PlimsollException INVALID_REQUEST
  static TopicSettings of(TopicRequest request) {
    return DEFAULTS.with(request.ownsObjects(), request.retentionMs(), request.retentionBytes());
  }

  /// A row with these columns.
  static TopicSettings of(ResultSet row) throws SQLException {
    return new TopicSettings(
        row.getBoolean("owns_objects"),
        row.getObject("retention_ms", Long.class),
        row.getObject("retention_bytes", Long.class));
  }

  /// @throws PlimsollException INVALID_REQUEST
  TopicSettings with(TopicPatch patch) {
    return with(patch.ownsObjects(), patch.retentionMs(), patch.retentionBytes());
  }

  private TopicSettings with(@Nullable Boolean owns, @Nullable Long ms, @Nullable Long bytes) {
    return new TopicSettings(
        owns == null ? ownsObjects : owns,
        limit("retentionMs", Bound.RETENTION_MS, ms, retentionMs),
        limit("retentionBytes", Bound.RETENTION_BYTES, bytes, retentionBytes));
  }

  private static @Nullable Long limit(
      String name, Bound bound, @Nullable Long asked, @Nullable Long otherwise) {
    if (asked == null) {
      return otherwise;
    }
    if (asked == NO_LIMIT) {
      return null;
    }
    if (asked < bound.least() || asked > bound.most()) {
      throw PlimsollException.invalidRequest(
          "%s must be %d to %d, or -1 for no limit".formatted(name, bound.least(), bound.most()));
    }
    return asked;
  }
}
