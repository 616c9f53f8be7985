package dev.plimsoll.http.token;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Paths without a token. Unusual spellings (encoded, doubled or backward slashes, dot segments,
/// matrix parameters) never match, whatever they would route to.
final class OpenPaths {
  private static final List<String> ALWAYS =
      List.of("/q/health", "/q/health/*", "/q/metrics", "/q/openapi");

  private final List<String> patterns;

  OpenPaths(List<String> more) {
    List<String> all = new ArrayList<>(ALWAYS);
    all.addAll(more);
    patterns = List.copyOf(all);
  }

  boolean contains(@Nullable String path) {
    if (path == null || !isPlain(path)) {
      return false;
    }
    return patterns.stream().anyMatch(pattern -> matches(pattern, path));
  }

  private static boolean matches(String pattern, String path) {
    return pattern.endsWith("/*")
        ? path.startsWith(pattern.substring(0, pattern.length() - 1))
        : path.equals(pattern);
  }

  private static boolean isPlain(String path) {
    return path.startsWith("/")
        && !path.contains("//")
        && !path.contains("..")
        && path.chars()
            .allMatch(
                c ->
                    c < 128
                        && (Character.isLetterOrDigit(c)
                            || c == '/'
                            || c == '-'
                            || c == '_'
                            || c == '.'));
  }
}
