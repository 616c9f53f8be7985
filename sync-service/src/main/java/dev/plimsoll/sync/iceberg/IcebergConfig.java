package dev.plimsoll.sync.iceberg;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Of Iceberg tables. Which database holds their catalog is said by each extract that asks for
/// them.
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
}
