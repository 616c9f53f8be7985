package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;

/// What the builds of partitioned tables still lack. In the caller's transaction.
@ApplicationScoped
public class MissingPartitionIndexes {
  // What is below a partition that has failed never begins, and is not listed beside it.
  private static final String LACKING =
      """
      WITH RECURSIVE part AS (
        SELECT b.part_of AS whole, b.id, b.table_schema, b.table_name, b.state, b.error_code
        FROM builds b WHERE b.part_of IN (:wholes)
        UNION ALL
        SELECT p.whole, b.id, b.table_schema, b.table_name, b.state, b.error_code
        FROM part p JOIN builds b ON b.part_of = p.id
        WHERE p.state NOT IN ('FAILED', 'CANCELLED')
      )
      SELECT whole, id, table_schema, table_name, state, error_code FROM part
      WHERE state <> 'SUCCEEDED'
      ORDER BY table_schema, table_name
      """;

  private final Session entities;

  public MissingPartitionIndexes(Session entities) {
    this.entities = entities;
  }

  /// Those that have not succeeded, by the whole's id, in the order of their names; partitions of
  /// partitions among them.
  Map<UUID, List<MissingPartitionIndex>> lacking(Collection<UUID> wholes) {
    Map<UUID, List<MissingPartitionIndex>> lacking = new HashMap<>();
    if (wholes.isEmpty()) {
      return lacking;
    }
    for (Object[] row :
        entities
            .createNativeQuery(LACKING, Object[].class)
            .setParameterList("wholes", wholes)
            .getResultList()) {
      lacking
          .computeIfAbsent((UUID) row[0], _ -> new ArrayList<>())
          .add(
              new MissingPartitionIndex(
                  (UUID) row[1],
                  new QualifiedName((String) row[2], (String) row[3]),
                  BuildView.State.valueOf((String) row[4]),
                  (String) row[5]));
    }
    return lacking;
  }

  List<MissingPartitionIndex> lacking(UUID whole) {
    return lacking(List.of(whole)).getOrDefault(whole, List.of());
  }
}
