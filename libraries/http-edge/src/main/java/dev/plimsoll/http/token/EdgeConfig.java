package dev.plimsoll.http.token;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/// Settings of the HTTP edge.
@ConfigMapping(prefix = "plimsoll.http")
public interface EdgeConfig {
  /// Paths that need no token beside `/q/health`, `/q/metrics` and `/q/openapi`: exact, or
  /// everything below where they end in `/*`. The console's files, for example.
  Optional<List<String>> openPaths();

  /// Host names by which requests may call this service beside `localhost` and loopback addresses.
  Optional<List<String>> hosts();

  /// Changes without a line in the log, being frequent and recorded themselves: method and path,
  /// such as `POST /api/v1/files`; everything below where it ends in `/*`.
  Optional<List<String>> unrecordedChanges();

  /// Paths, exact, at which a POST with a body only reads: a proof is taken there instead of the
  /// token, too. It covers the body by its `Content-Digest`.
  Optional<List<String>> readingPosts();
}
