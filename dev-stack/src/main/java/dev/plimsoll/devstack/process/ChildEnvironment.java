package dev.plimsoll.devstack.process;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Environment that a child process inherits: what is named here, and nothing else. A shell holds
/// passwords and tokens of other programs, under names that nobody can list.
public final class ChildEnvironment {
  // XDG_CACHE_HOME: where the stack's programs are unpacked. JDK_JAVA_OPTIONS and the like are how
  // whoever runs us sets memory, or the trust store, of every JVM.
  private static final Predicate<String> OF_EVERY_PROGRAM =
      Pattern.compile(
              "PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TZDIR|TMPDIR|TMP|TEMP|TERM"
                  + "|LD_LIBRARY_PATH|XDG_CACHE_HOME|XDG_RUNTIME_DIR"
                  + "|JAVA_HOME|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|MALLOC_ARENA_MAX")
          .asMatchPredicate();

  private ChildEnvironment() {}

  /// Leaves what programs need that are no part of Plimsoll's services: paths, language, time zone
  /// and options of Java.
  public static void keepNeeded(Map<String, String> environment) {
    keepNeeded(environment, _ -> false);
  }

  /// @param also names that the child needs besides
  public static void keepNeeded(Map<String, String> environment, Predicate<String> also) {
    environment.keySet().removeIf(OF_EVERY_PROGRAM.or(also).negate());
  }
}
