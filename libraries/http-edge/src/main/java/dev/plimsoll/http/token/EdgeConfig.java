package dev.plimsoll.http.token;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/// Configuration of the edge: who may come in at all.
@ConfigMapping(prefix = "plimsoll.http")
public interface EdgeConfig {
  /// Paths that need no token beside `/q/health`, `/q/metrics` and `/q/openapi`: exact, or
  /// everything below where they end in `/*`. The console's files, for example.
  Optional<List<String>> openPaths();

  /// Host names by which requests may call this service beside `localhost` and loopback addresses.
  Optional<List<String>> hosts();

  /// Changes that get no line in the log, since there are too many and each is a record of its own:
  /// method and path, such as `POST /api/v1/files`; everything below where it ends in `/*`.
  Optional<List<String>> unrecordedChanges();
}
