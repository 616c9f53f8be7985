package dev.plimsoll.benchmarks.harness;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One way to do the work.
///
/// @param group those of one group do the same work and are compared with each other; may be empty
/// @param name short, for tables and plots
public record Contender(String group, String name, Role role, Work work) {

  /// Group and name.
  public String label() {
    return group.isEmpty() ? name : group + ": " + name;
  }

  public enum Role {
    /// What people do today.
    BASELINE,
    /// What is measured.
    SUBJECT,
    /// What cannot be beaten: the same work with nothing else done.
    CEILING
  }

  /// Does the whole work once, from the same state each time.
  public interface Work {
    /// What goes before and is not timed, for example emptying the target.
    default void prepare() throws Exception {}

    Done run() throws Exception;
  }

  /// Work that was done.
  ///
  /// @param amount in the benchmark's unit; above 0
  /// @param took null for what the harness' clock says; a ceiling that is computed says it itself
  /// @param figures whatever else was measured, by name: `cpuSeconds`, `temporaryBytes`
  public record Done(double amount, @Nullable Duration took, Map<String, Double> figures) {
    public Done {
      figures = Map.copyOf(figures);
    }

    public static Done of(double amount) {
      return new Done(amount, null, Map.of());
    }

    public static Done of(double amount, Map<String, Double> figures) {
      return new Done(amount, null, figures);
    }
  }
}
