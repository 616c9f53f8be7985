package dev.plimsoll.benchmarks.harness;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Contender: one way to do the work.
///
/// @param group whose contenders do the same work and are compared; may be empty
/// @param name short, for tables and plots
public record Contender(String group, String name, Role role, Work work) {

  public String label() {
    return group.isEmpty() ? name : group + ": " + name;
  }

  public enum Role {
    /// Today's practice.
    BASELINE,
    SUBJECT,
    /// The same work and nothing else: it cannot be beaten.
    CEILING
  }

  /// The whole work, once, from the same state each time.
  public interface Work {
    /// Prepares a run, untimed: empties the target, for example.
    default void prepare() throws Exception {}

    Done run() throws Exception;
  }

  /// Work that was done.
  ///
  /// @param amount in the benchmark's unit; above 0
  /// @param took null for the harness' clock; a computed ceiling gives its own
  /// @param figures other measurements by name: `cpuSeconds`, `temporaryBytes`
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
