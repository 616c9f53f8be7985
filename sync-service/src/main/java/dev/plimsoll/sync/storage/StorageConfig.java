package dev.plimsoll.sync.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/// Where objects are kept.
@ConfigMapping(prefix = "plimsoll.s3")
public interface StorageConfig {
  /// Of an S3-compatible store; without it Amazon's for the region.
  Optional<URI> endpoint();

  @WithDefault("us-east-1")
  String region();

  String bucket();

  /// Without keys, the SDK's own chain finds credentials.
  Optional<String> accessKey();

  Optional<String> secretKey();

  /// Bucket in the path instead of the host name, as most S3-compatible stores need it.
  @WithDefault("true")
  boolean pathStyle();

  /// Stands before every key; empty, or ends in `/`.
  @WithDefault("sync/")
  String prefix();
}
