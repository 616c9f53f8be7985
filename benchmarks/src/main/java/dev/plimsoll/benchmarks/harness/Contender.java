package dev.plimsoll.benchmarks.harness;

/// One way to do the work.
///
/// @param name short, for tables and plots
public record Contender(String name, Role role, Work work) {

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

    /// @return how much was done, in the benchmark's unit; above 0
    double run() throws Exception;
  }
}
