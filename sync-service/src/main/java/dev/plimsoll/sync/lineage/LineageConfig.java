package dev.plimsoll.sync.lineage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Settings of OpenLineage events.
@ConfigMapping(prefix = "plimsoll.lineage")
public interface LineageConfig {
  /// By what events are sent.
  enum Channel {
    OFF,
    HTTP,
    KAFKA
  }

  /// How OpenLineage events are sent: `off`, `http` or `kafka`.
  @WithDefault("off")
  Channel transport();

  /// Where `http` posts events to, for example `http://marquez:5000/api/v1/lineage`.
  Optional<URI> url();

  /// What `http` sends as bearer token; without, none.
  Optional<String> token();

  /// The topic that `kafka` sends to, on this service's own brokers. It is not created.
  @WithDefault("openlineage.events")
  String topic();

  /// The namespace of the jobs.
  @WithDefault("plimsoll")
  String namespace();

  /// How often is looked for what is to be told.
  @WithDefault("2S")
  Duration interval();

  /// How long an answer may take.
  @WithDefault("5S")
  Duration timeout();

  /// Of extracts and loads that were begun longer ago than this, nothing is told any more.
  @WithDefault("7D")
  Duration history();
}
