package dev.plimsoll.materializer.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where the objects are that the log may delete: the same names as sync-service has. Used only
/// where a topic owns its objects.
@ConfigMapping(prefix = "plimsoll.s3")
public interface ObjectStorageConfig {
  /// Of an S3-compatible store; without it Amazon's for the region.
  Optional<URI> endpoint();

  /// File of authorities' certificates, in PEM: one of them has to vouch for an `https` endpoint.
  /// Without it, one that Java trusts.
  Optional<Path> ca();

  /// That extracts are written to.
  Optional<String> bucket();

  /// As the store calls it; most that are not Amazon's take any.
  @WithDefault("us-east-1")
  String region();

  /// Without keys, the SDK's own chain finds credentials.
  Optional<String> accessKey();

  /// Given with the access key, or not at all.
  Optional<String> secretKey();

  /// Bucket in the path instead of the host name, as most S3-compatible stores need it.
  @WithDefault("true")
  boolean pathStyle();
}
