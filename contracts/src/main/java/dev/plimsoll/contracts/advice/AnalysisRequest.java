package dev.plimsoll.contracts.advice;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/databases/{name}/advice` of the planner: an analysis of a database.
///
/// @param budgetBytes of all proposed indexes together; no limit where absent
/// @param verify proposals are built on a clone of the tables in a scratch schema, and statements
///     are run there
/// @param tables patterns `schema.table`; all where empty
/// @param workload statements separated by `;`, with comments `-- calls: 120`, `-- mean: 3.5`
///     (milliseconds) and `-- name: what`; `pg_stat_statements` where absent
/// @param searchPath schemas in which statements find their tables; that of the role where empty
public record AnalysisRequest(
    @Nullable @Within(Bound.LINE_BYTES) Long budgetBytes,
    boolean verify,
    @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable @Within(Bound.WORKLOAD) String workload,
    @Within(Bound.SCHEMAS) List<@Within(Bound.IDENTIFIER) String> searchPath) {
  public AnalysisRequest {
    tables = tables == null ? List.of() : List.copyOf(tables);
    searchPath = searchPath == null ? List.of() : List.copyOf(searchPath);
  }
}
