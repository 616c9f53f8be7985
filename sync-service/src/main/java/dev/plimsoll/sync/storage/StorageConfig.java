package dev.plimsoll.sync.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where objects are kept.
@ConfigMapping(prefix = "plimsoll.s3")
public interface StorageConfig {
  /// Of an S3-compatible store; without it Amazon's for the region.
  Optional<URI> endpoint();

  /// File of authorities' certificates, in PEM: one of them has to vouch for an `https` endpoint.
  /// Without it, one that Java trusts.
  Optional<Path> ca();

  /// As the store calls it; most that are not Amazon's take any.
  @WithDefault("us-east-1")
  String region();

  /// That extracts are written to; it has to be there.
  String bucket();

  /// Without keys, the SDK's own chain finds credentials.
  Optional<String> accessKey();

  /// Given with the access key, or not at all.
  Optional<String> secretKey();

  /// Bucket in the path instead of the host name, as most S3-compatible stores need it.
  @WithDefault("true")
  boolean pathStyle();

  /// Stands before every key; empty, or ends in `/`.
  @WithDefault("sync/")
  String prefix();

  /// What the store is asked to encrypt objects with: `AES256`, `aws:kms` or `aws:kms:dsse`.
  /// Without it, the bucket's own default holds.
  Optional<String> serverSideEncryption();

  /// Id or ARN of the key for `aws:kms` and `aws:kms:dsse`; without it, the account's own for S3.
  Optional<String> kmsKey();
}
