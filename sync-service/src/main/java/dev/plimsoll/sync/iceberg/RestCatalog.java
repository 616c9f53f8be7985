package dev.plimsoll.sync.iceberg;

import dev.plimsoll.sync.storage.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SessionCatalog.SessionContext;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.auth.AuthProperties;
import org.apache.iceberg.rest.auth.OAuth2Properties;
import org.jspecify.annotations.Nullable;

/// Catalog behind Iceberg's REST API, for one piece of work.
///
/// Its objects are read and written by our own client, in our own bucket, whatever credentials the
/// catalog hands out. After a failure of the server, or no answer, a commit may have taken place:
/// it is read back, as with every other catalog.
final class RestCatalog extends LakeCatalog {
  // Not Map.of(): the library asks it for null.
  private static final Map<String, String> NO_PROPERTIES = Collections.emptyMap();

  private final String name;
  private final IcebergConfig.Rest settings;
  private final SessionContext context = SessionContext.createEmpty();
  private @Nullable RESTSessionCatalog open;

  RestCatalog(String name, IcebergConfig.Rest settings, ObjectStore objects, IcebergConfig config) {
    super(objects, config);
    this.name = name;
    this.settings = settings;
  }

  @Override
  Optional<BaseTable> table(IcebergTarget target) {
    return load(opened().asCatalog(context), target.identifier());
  }

  @Override
  BaseTable createdTable(IcebergTarget target, Schema schema) {
    RESTSessionCatalog catalog = opened();
    return loadOrMake(
        catalog.asCatalog(context),
        namespace -> catalog.namespaceExists(context, namespace),
        namespace -> createNamespace(catalog, namespace),
        target,
        schema);
  }

  // A level above that is missing is refused by most catalogs.
  private void createNamespace(RESTSessionCatalog catalog, Namespace namespace) {
    for (int levels = 1; levels < namespace.length(); levels++) {
      Namespace above = Namespace.of(Arrays.copyOf(namespace.levels(), levels));
      if (!catalog.namespaceExists(context, above)) {
        catalog.createNamespace(context, above, NO_PROPERTIES);
      }
    }
    catalog.createNamespace(context, namespace, NO_PROPERTIES);
  }

  private RESTSessionCatalog opened() {
    RESTSessionCatalog catalog = open;
    if (catalog == null) {
      catalog =
          new RESTSessionCatalog(
              properties ->
                  HTTPClient.builder(properties)
                      .uri(settings.uri())
                      .withHeaders(RESTUtil.configHeaders(properties))
                      .build(),
              (session, properties) -> new ObjectFileIo(objects));
      open = catalog;
      catalog.initialize(name, properties());
    }
    return catalog;
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(CatalogProperties.URI, settings.uri().toString());
    boolean token = settings.token().isPresent() || settings.credential().isPresent();
    properties.put(
        AuthProperties.AUTH_TYPE,
        token ? AuthProperties.AUTH_TYPE_OAUTH2 : AuthProperties.AUTH_TYPE_NONE);
    settings.warehouse().ifPresent(it -> properties.put(CatalogProperties.WAREHOUSE_LOCATION, it));
    settings.token().ifPresent(it -> properties.put(OAuth2Properties.TOKEN, it));
    settings.credential().ifPresent(it -> properties.put(OAuth2Properties.CREDENTIAL, it));
    settings
        .tokenUri()
        .ifPresent(it -> properties.put(OAuth2Properties.OAUTH2_SERVER_URI, it.toString()));
    settings.scope().ifPresent(it -> properties.put(OAuth2Properties.SCOPE, it));
    // A piece of work is over before a token is.
    properties.put(OAuth2Properties.TOKEN_REFRESH_ENABLED, "false");
    properties.put(RESTCatalogProperties.METRICS_REPORTING_ENABLED, "false");
    properties.put("rest.client.connection-timeout-ms", "10000");
    properties.put("rest.client.socket-timeout-ms", "60000");
    return properties;
  }

  @Override
  public void close() {
    RESTSessionCatalog catalog = open;
    open = null;
    if (catalog != null) {
      try {
        catalog.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
