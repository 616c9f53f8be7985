package dev.plimsoll.health.facts;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings of autovacuum in their base units, by which a table's own thresholds are computed.
public record VacuumSettings(Map<String, String> settings) {
  private static final String SETTINGS =
      """
      SELECT s.name, s.setting FROM pg_catalog.pg_settings s
      WHERE s.name ~ '^autovacuum' OR s.name ~ '^vacuum_(multixact_)?failsafe_age$'
        OR s.name IN ('track_counts', 'vacuum_cost_delay', 'vacuum_cost_limit')
      """;

  private static final double NO_LIMIT = Double.MAX_VALUE;

  public VacuumSettings {
    settings = Map.copyOf(settings);
  }

  public static VacuumSettings read(HealthSession session) throws SQLException {
    Map<String, String> read = new HashMap<>();
    session.list(SETTINGS, row -> read.put(row.getString("name"), row.getString("setting")));
    return new VacuumSettings(read);
  }

  /// A number; the default where the server has no such setting.
  public double number(String name, double otherwise) {
    @Nullable String value = settings.get(name);
    return value == null ? otherwise : Double.parseDouble(value);
  }

  public boolean isOn(String name) {
    return settings.getOrDefault(name, "on").equals("on");
  }

  private double of(TableHealth table, String name, double otherwise) {
    double own = table.option(name);
    return Double.isNaN(own) ? number(name, otherwise) : own;
  }

  /// Dead rows at which autovacuum takes up a table.
  ///
  /// Source: `relation_needs_vacanalyze` in `autovacuum.c`.
  public double deadThreshold(TableHealth table) {
    double threshold =
        of(table, "autovacuum_vacuum_threshold", 50)
            + of(table, "autovacuum_vacuum_scale_factor", 0.2) * tuples(table);
    double most = of(table, "autovacuum_vacuum_max_threshold", -1);
    return most >= 0 ? Math.min(most, threshold) : threshold;
  }

  /// Inserted rows at which it does; beyond all numbers where that is off.
  public double insertThreshold(TableHealth table) {
    double base = of(table, "autovacuum_vacuum_insert_threshold", 1_000);
    return base < 0
        ? NO_LIMIT
        : base + of(table, "autovacuum_vacuum_insert_scale_factor", 0.2) * tuples(table);
  }

  /// Changed rows at which it analyses.
  public double analyzeThreshold(TableHealth table) {
    return of(table, "autovacuum_analyze_threshold", 50)
        + of(table, "autovacuum_analyze_scale_factor", 0.1) * tuples(table);
  }

  private static double tuples(TableHealth table) {
    return Math.max(0, table.size().tuples());
  }

  public double freezeMaxAge(TableHealth table) {
    double global = number("autovacuum_freeze_max_age", 200_000_000);
    double own = table.option("autovacuum_freeze_max_age");
    return Double.isNaN(own) ? global : Math.min(own, global);
  }

  public double multixactFreezeMaxAge(TableHealth table) {
    double global = number("autovacuum_multixact_freeze_max_age", 400_000_000);
    double own = table.option("autovacuum_multixact_freeze_max_age");
    return Double.isNaN(own) ? global : Math.min(own, global);
  }

  /// Milliseconds that a worker sleeps between rounds of work.
  public double costDelayMillis(TableHealth table) {
    double delay = of(table, "autovacuum_vacuum_cost_delay", 2);
    return delay < 0 ? number("vacuum_cost_delay", 0) : delay;
  }
}
