package dev.plimsoll.sync.log.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Settings of the log: its address, and how long its topics are kept.
@ConfigMapping(prefix = "plimsoll.log")
public interface LogConfig {
  /// Of the materializer's API, for example `http://materializer:8083`. Without it the log is not
  /// asked: commits that were lost on their way are not found, topics are not deleted, and objects
  /// that killed processes have left stay.
  Optional<URI> url();

  /// A file with the token of that API.
  Optional<Path> tokenFile();

  /// How often the log is asked for commits that have not come, and topics are looked for that
  /// nobody needs.
  @WithDefault("30S")
  Duration interval();

  /// How long the log topic of a table is kept after the table was loaded. Objects stay in any
  /// case, and so do topics of extracts without a target: these are read by others.
  @WithDefault("7D")
  Duration keepTopics();
}
