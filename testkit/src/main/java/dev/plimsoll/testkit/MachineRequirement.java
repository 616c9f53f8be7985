package dev.plimsoll.testkit;

import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/// What tests need of their machine and not every machine has: `mariadb`, `curl`, `root` (who
/// mounts volumes and gives files away).
///
/// A test that misses it is skipped, and that is said on standard error. Where the
/// environment's `PLIMSOLL_REQUIRED` names it (several by spaces) it fails instead, so that a
/// machine that is known to have it, such as that of continuous integration, cannot pass by
/// leaving tests out.
public final class MachineRequirement {
  private static final String REQUIRED = "PLIMSOLL_REQUIRED";

  private MachineRequirement() {}

  /// Skips the running test, or fails it where the need is required.
  ///
  /// @param isThere whether the machine has it
  /// @param whatIsNotRun for the one who reads the output
  public static void of(String need, boolean isThere, String whatIsNotRun) {
    if (isThere) {
      return;
    }
    String said = "%s is not here: %s".formatted(need, whatIsNotRun);
    if (isRequired(need)) {
      throw new AssertionError(said + "; " + REQUIRED + " asks for it");
    }
    System.err.println("SKIPPED " + said);
    Assumptions.abort(said);
  }

  /// Whether a machine without it is to fail its tests.
  public static boolean isRequired(String need) {
    String required = System.getenv(REQUIRED);
    return required != null && Arrays.asList(required.trim().split("\\s+")).contains(need);
  }
}
