package dev.plimsoll.seal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// Settings of the seals that distinguish services' messages from forged ones.
@ConfigMapping(prefix = "plimsoll.messages")
public interface MessagesConfig {
  /// File with the keys that the services of one system share, a line each: the first seals what is
  /// sent, all of them are accepted. There is no default: a service without it does not start.
  Path keyFile();

  /// Whether messages without any seal are taken too, while services that did not seal are being
  /// replaced. A wrong seal is refused even so.
  @WithDefault("false")
  boolean acceptUnsealed();
}
