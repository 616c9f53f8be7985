package dev.plimsoll.materializer.append;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What is taken over HTTP at once. Their product bounds the memory that requests can take.
@ConfigMapping(prefix = "plimsoll.materializer.append")
public interface AppendConfig {
  /// A request's body, or a line of one with many files, at most.
  @WithDefault("8M")
  MemorySize maxRequestSize();

  /// Requests that are read and kept at a time; 1 to 1,000. Beyond it they are answered 429 at
  /// once, before their bodies are read.
  @WithDefault("32")
  int concurrentRequests();
}
