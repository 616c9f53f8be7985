package dev.plimsoll.health.table;

import static dev.plimsoll.health.finding.FindingText.count;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.CombinedValues;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.postgres.sql.Identifiers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Columns whose values depend on each other. The planner multiplies their selectivities, unless
/// extended statistics say how they go together.
public final class CorrelatedColumns {
  private static final int LONGEST_NAME = 63;
  private static final int FIRST_KEYS = 3;
  // Rows of a combination that are estimated too few by this factor.
  private static final double UNDERESTIMATE = 10;
  // Fewer combinations in the sample than independent columns would give.
  private static final double FEWER = 2;
  private static final long LEAST_SAMPLE = 300;

  private CorrelatedColumns() {}

  /// Sets of columns of a table to look at: neighbours in an index, and the caller's. A pair
  /// that is a whole unique key tells nothing.
  public static List<List<String>> candidates(
      List<IndexHealth> indexes, List<List<String>> asked, List<Set<String>> known) {
    Set<List<String>> sets = new LinkedHashSet<>(asked);
    for (IndexHealth index : indexes) {
      List<String> columns = index.shape().columns();
      boolean keyOfTwo = index.shape().unique() && columns.size() == 2;
      for (int i = 0; i + 1 < Math.min(FIRST_KEYS, columns.size()) && !keyOfTwo; i++) {
        if (!columns.get(i).isEmpty()
            && !columns.get(i + 1).isEmpty()
            && !columns.get(i).equals(columns.get(i + 1))) {
          sets.add(List.of(columns.get(i), columns.get(i + 1)));
        }
      }
    }
    Set<Set<String>> seen = new HashSet<>();
    List<List<String>> wanted = new ArrayList<>();
    for (List<String> set : sets) {
      Set<String> columns = Set.copyOf(set);
      if (columns.size() > 1
          && known.stream().noneMatch(one -> one.containsAll(columns))
          && seen.add(columns)) {
        wanted.add(List.copyOf(set));
      }
    }
    return wanted;
  }

  public static @Nullable HealthFinding judge(TableHealth table, CombinedValues values) {
    double factor = values.product() / Math.max(1, values.together());
    double independent =
        values.product() * -Math.expm1(-values.rows() / Math.max(1, values.product()));
    double rowsEach = (double) table.rows() / Math.max(1, values.together());
    if (values.rows() < LEAST_SAMPLE
        || factor < UNDERESTIMATE
        || independent < FEWER * values.together()
        || rowsEach < UNDERESTIMATE) {
      return null;
    }
    String rationale =
        String.format(
            Locale.ROOT,
            "%s of %s depend on each other: %s combinations in %s rows where independent columns"
                + " have %s, so the planner expects up to %.0f times too few rows.",
            values.text(),
            table.name(),
            count(values.together()),
            count(values.rows()),
            count(independent),
            factor);
    return HealthFinding.of(
            FindingCode.COLUMNS_CORRELATED,
            new HealthSubject.OfColumns(table.name(), values.columns()),
            factor >= 1_000 ? 3 : 4,
            rationale)
        .with("sampled_rows", values.rows())
        .with("combinations", values.together())
        .with("independent_combinations", independent)
        .with("underestimate_factor", factor)
        .costing("ANALYZE counts the combinations from now on; plans may change")
        .mendedBy(
            "CREATE STATISTICS %s (ndistinct, dependencies) ON %s FROM %s"
                .formatted(
                    Identifiers.quote(name(table.name(), values.columns())),
                    Identifiers.list(values.columns()),
                    Identifiers.quote(table.name())),
            "ANALYZE " + Identifiers.quote(table.name()));
  }

  private static QualifiedName name(QualifiedName table, List<String> columns) {
    String stem = table.name() + "_" + String.join("_", columns);
    while (stem.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME - 5) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return new QualifiedName(table.schema(), stem + "_stat");
  }
}
