package dev.plimsoll.devstack.process;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Environment of child processes: only variables that are named here. A shell's environment may
/// have passwords and tokens of other programs under any name.
public final class ChildEnvironment {
  // XDG_CACHE_HOME: for unpacked programs. JDK_JAVA_OPTIONS and the like: memory and trust store of
  // every JVM.
  private static final Predicate<String> OF_EVERY_PROGRAM =
      Pattern.compile(
              "PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TZDIR|TMPDIR|TMP|TEMP|TERM"
                  + "|LD_LIBRARY_PATH|XDG_CACHE_HOME|XDG_RUNTIME_DIR"
                  + "|JAVA_HOME|JAVA_OPTS_APPEND|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|MALLOC_ARENA_MAX")
          .asMatchPredicate();

  private ChildEnvironment() {}

  /// Keeps what programs need besides settings of services: paths, language, time zone, options
  /// of Java.
  public static void keepNeeded(Map<String, String> environment) {
    keepNeeded(environment, _ -> false);
  }

  /// @param also names that the child needs in addition
  public static void keepNeeded(Map<String, String> environment, Predicate<String> also) {
    environment.keySet().removeIf(OF_EVERY_PROGRAM.or(also).negate());
  }
}
