package dev.plimsoll.tracing;

import org.jspecify.annotations.Nullable;

/// Comment of a statement with the trace that it belongs to, as `pg_stat_activity` and the server's
/// log show it.
///
/// Only for statements that run long, and are not prepared: each trace makes another text.
///
/// Source: sqlcommenter specification, "Format" and "Comment escaping"; a `traceparent` has no
/// character to be escaped.
public final class StatementComment {
  private StatementComment() {}

  /// The statement as it is where this thread works on nothing that is traced.
  public static String on(String statement) {
    @Nullable String trace = TraceParent.current();
    return trace == null
        ? statement
        : statement.stripTrailing() + " /*" + TraceParent.HEADER + "='" + trace + "'*/";
  }
}
