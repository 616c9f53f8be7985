package dev.plimsoll.devstack.folder;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Cache folders of this user, shared by all data folders.
public final class Caches {
  private Caches() {}

  /// `$XDG_CACHE_HOME/plimsoll/NAME`, else below `~/.cache`.
  public static Path of(String name) {
    @Nullable String cache = System.getenv("XDG_CACHE_HOME");
    Path caches =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return caches.resolve("plimsoll").resolve(name);
  }
}
