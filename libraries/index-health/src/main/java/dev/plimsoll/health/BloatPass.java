package dev.plimsoll.health;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.ServerHealth;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.index.BloatedIndexes;
import dev.plimsoll.health.index.BloatedIndexes.Expected;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSampler;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sizes of large indexes by the planner's formulas: by statistics first, and by a sample of the
/// table where an index seems too large. Pages of the index are read only on request.
final class BloatPass {
  private static final int TABLES_AT_ONCE = 200;
  private static final int PAGE_BYTES = 8_192;

  // Reads the whole index. Densities are percents of a leaf's bytes.
  private static final String PGSTATINDEX =
      """
      SELECT s.leaf_pages, s.internal_pages, s.avg_leaf_density
      FROM %s.pgstatindex(?::text) AS s
      """;

  private final HealthSession session;
  private final ServerHealth server;
  private final HealthOptions options;
  private final VerdictCollector verdicts;
  private int samplesLeft;

  BloatPass(
      HealthSession session,
      ServerHealth server,
      HealthOptions options,
      VerdictCollector verdicts) {
    this.session = session;
    this.server = server;
    this.options = options;
    this.verdicts = verdicts;
    this.samplesLeft = options.limits().sampledTables();
  }

  void look(Map<QualifiedName, List<IndexHealth>> large) throws SQLException {
    List<QualifiedName> tables = large.keySet().stream().sorted().toList();
    for (int from = 0; from < tables.size(); from += TABLES_AT_ONCE) {
      List<QualifiedName> some =
          tables.subList(from, Math.min(tables.size(), from + TABLES_AT_ONCE));
      DatabaseFacts facts = TableFactsReader.read(session, some);
      for (QualifiedName table : some) {
        judge(facts.only(table), large.getOrDefault(table, List.of()));
      }
    }
  }

  private void judge(DatabaseFacts facts, List<IndexHealth> indexes) throws SQLException {
    Map<QualifiedName, Set<IndexDefinition>> suspected = new HashMap<>();
    for (IndexHealth index : indexes) {
      @Nullable Expected expected = BloatedIndexes.expected(facts, index);
      if (expected != null
          && BloatedIndexes.suspected(index, expected, options.thresholds())
          && samplesLeft > 0) {
        samplesLeft--;
        suspected.computeIfAbsent(index.table(), _ -> new HashSet<>()).add(expected.definition());
      }
    }
    DatabaseFacts looked = facts;
    if (!suspected.isEmpty() && !session.timeIsUp()) {
      suspected.values().forEach(definitions -> session.counted(4 * definitions.size()));
      looked =
          session.within(
              () ->
                  IndexSampler.complete(
                      session.connection(), facts, suspected, session.timeLeft()));
    }
    for (IndexHealth index : indexes) {
      verdicts.add(verdict(index, BloatedIndexes.expected(looked, index)));
    }
  }

  private @Nullable HealthVerdict verdict(IndexHealth index, @Nullable Expected expected)
      throws SQLException {
    @Nullable HealthVerdict verdict = BloatedIndexes.judge(index, expected, options.thresholds());
    boolean btree = index.shape().method().equals(IndexDefinition.BTREE);
    if (!options.confirmBloat()
        || server.pgstattuple().isEmpty()
        || !btree
        || !(verdict instanceof HealthFinding finding)) {
      return verdict;
    }
    return session.<@Nullable HealthVerdict>attempt(
        () -> confirmed(finding, index),
        why -> {
          verdicts.addFailure(FindingCode.INDEX_BLOATED, index.subject(), why);
          return null;
        });
  }

  private @Nullable HealthFinding confirmed(HealthFinding finding, IndexHealth index)
      throws SQLException {
    double fill =
        index.shape().storage().fillfactor() == 0 ? 90 : index.shape().storage().fillfactor();
    List<Long> used = new ArrayList<>();
    session.list(
        PGSTATINDEX.formatted(Identifiers.quote(server.pgstattuple())),
        row ->
            used.add(
                Math.round(
                    PAGE_BYTES
                        * (1
                            + row.getLong("internal_pages")
                            + row.getLong("leaf_pages")
                                * Math.max(0, row.getDouble("avg_leaf_density"))
                                / fill))),
        Identifiers.quote(index.qualifiedName()));
    return BloatedIndexes.confirmed(finding, index, used.getFirst(), options.thresholds());
  }
}
