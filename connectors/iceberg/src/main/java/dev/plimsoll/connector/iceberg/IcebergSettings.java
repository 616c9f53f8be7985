package dev.plimsoll.connector.iceberg;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings of the catalogs.
///
/// @param catalogName of each catalog in a database, which may hold several
/// @param warehouse stands before the keys of tables that are created; ends in `/`
/// @param rest REST catalogs by the names that requests have for them
public record IcebergSettings(String catalogName, String warehouse, Map<String, Rest> rest) {
  public IcebergSettings {
    rest = Map.copyOf(rest);
  }

  /// Catalog behind Iceberg's REST API.
  ///
  /// @param uri of the service, without `/v1`
  /// @param warehouse as the catalog names it, where it has several
  /// @param token bearer token, where the catalog wants one
  /// @param credential `client-id:client-secret` of OAuth2, for which the catalog gives a token
  /// @param tokenUri where that token is had; null for the catalog itself
  /// @param scope of that token; null for the library's default
  public record Rest(
      URI uri,
      @Nullable String warehouse,
      @Nullable String token,
      @Nullable String credential,
      @Nullable URI tokenUri,
      @Nullable String scope) {
    /// Without the secrets.
    @Override
    public String toString() {
      return "Rest[uri=" + uri + ", warehouse=" + warehouse + "]";
    }
  }
}
