package dev.plimsoll.sync.iceberg;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// Of Iceberg tables. Which catalog they are in is said by each extract that asks for them.
@ConfigMapping(prefix = "plimsoll.iceberg")
public interface IcebergConfig {
  /// Of the catalog: several may share a database, and every engine that reads the tables must be
  /// told this one.
  @WithDefault("plimsoll")
  String catalogName();

  /// Stands before the keys of tables that are created, in the same bucket as all else; ends in
  /// `/`.
  @WithDefault("iceberg/")
  String warehouse();

  Map<String, Rest> rest();

  /// A catalog behind Iceberg's REST API, which extracts ask for by its name.
  interface Rest {
    /// Of the service, without `/v1`.
    URI uri();

    /// As the catalog names it, where it has several.
    Optional<String> warehouse();

    /// Bearer token, where the catalog wants one.
    Optional<String> token();

    /// `client-id:client-secret` of OAuth2, for which the catalog gives a token.
    Optional<String> credential();

    /// Where that token is had (default: from the catalog itself).
    Optional<URI> tokenUri();

    /// Of that token (default: `catalog`).
    Optional<String> scope();
  }
}
