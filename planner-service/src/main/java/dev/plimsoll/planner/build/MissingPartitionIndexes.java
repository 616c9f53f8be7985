package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Missing partition indexes of partitioned tables. In the caller's transaction.
@ApplicationScoped
public class MissingPartitionIndexes {
  // Builds below a failed partition never begin, and are not listed beside it.
  private static final String LACKING =
      """
      WITH RECURSIVE part AS (
        SELECT b.part_of AS whole, b.id, b.table_schema, b.table_name, b.state, b.error_code
        FROM builds b WHERE b.part_of = ANY (?)
        UNION ALL
        SELECT p.whole, b.id, b.table_schema, b.table_name, b.state, b.error_code
        FROM part p JOIN builds b ON b.part_of = p.id
        WHERE p.state NOT IN ('FAILED', 'CANCELLED')
      )
      SELECT whole, id, table_schema, table_name, state, error_code FROM part
      WHERE state <> 'SUCCEEDED'
      ORDER BY table_schema, table_name
      """;

  /// Build of a partition whose index the partitioned table still lacks.
  ///
  /// @param whole build of the partitioned table
  /// @param errorCode of its last attempt
  record Missing(
      UUID whole, UUID id, QualifiedName table, State state, @Nullable String errorCode) {
    /// It will not continue until a person retries it.
    boolean hasEnded() {
      return switch (state) {
        case FAILED, CANCELLED -> true;
        case PLANNED, DISPATCHED, RUNNING, SUCCEEDED -> false;
      };
    }
  }

  private final Session entities;

  public MissingPartitionIndexes(Session entities) {
    this.entities = entities;
  }

  /// Builds that have not succeeded, sub-partitions included, by the whole's id and in the order of
  /// their names.
  Map<UUID, List<Missing>> lacking(Collection<UUID> wholes) {
    Object ids = wholes.toArray(UUID[]::new);
    entities.flush();
    return wholes.isEmpty()
        ? Map.of()
        : entities
            .doReturningWork(
                connection ->
                    Sql.of(connection, LACKING, ids).list(MissingPartitionIndexes::missing))
            .stream()
            .collect(Collectors.groupingBy(Missing::whole));
  }

  private static Missing missing(ResultSet row) throws SQLException {
    return new Missing(
        row.getObject("whole", UUID.class),
        row.getObject("id", UUID.class),
        new QualifiedName(row.getString("table_schema"), row.getString("table_name")),
        State.valueOf(row.getString("state")),
        row.getString("error_code"));
  }

  List<Missing> lacking(UUID whole) {
    return lacking(List.of(whole)).getOrDefault(whole, List.of());
  }
}
