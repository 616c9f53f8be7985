package dev.plimsoll.http.token;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names a request may call this service by.
final class HostNames {
  private final Set<String> names;

  HostNames(List<String> more) {
    Set<String> all = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1", "[::1]"));
    more.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    names = Set.copyOf(all);
  }

  boolean allow(@Nullable String host) {
    return host != null && names.contains(host.toLowerCase(Locale.ROOT));
  }
}
