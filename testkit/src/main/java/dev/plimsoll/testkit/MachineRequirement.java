package dev.plimsoll.testkit;

import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/// Requirement of tests that not every machine meets: `mariadb`, `curl`, `root` (to mount volumes
/// and change owners of files).
///
/// Without it a test is skipped, with a line on standard error. Where the environment variable
/// `PLIMSOLL_REQUIRED` names it (separated by spaces) the test fails instead, so that a machine of
/// continuous integration cannot pass by skipping tests.
public final class MachineRequirement {
  private static final String REQUIRED = "PLIMSOLL_REQUIRED";

  private MachineRequirement() {}

  /// Skips the running test unless `isThere`, or fails it where the need is required.
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

  /// Whether tests must fail without it.
  public static boolean isRequired(String need) {
    String required = System.getenv(REQUIRED);
    return required != null && Arrays.asList(required.trim().split("\\s+")).contains(need);
  }
}
