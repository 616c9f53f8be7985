package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.storage.ObjectStorage;
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
final class RestCatalog extends IcebergCatalog {
  // Not Map.of(): the library asks it for null.
  private static final Map<String, String> NO_PROPERTIES = Collections.emptyMap();

  private final String name;
  private final IcebergSettings.Rest service;
  private final SessionContext context = SessionContext.createEmpty();
  private @Nullable RESTSessionCatalog open;

  RestCatalog(
      String name, IcebergSettings.Rest service, ObjectStorage objects, IcebergSettings settings) {
    super(objects, settings);
    this.name = name;
    this.service = service;
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
                      .uri(service.uri())
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
    properties.put(CatalogProperties.URI, service.uri().toString());
    boolean token = service.token() != null || service.credential() != null;
    properties.put(
        AuthProperties.AUTH_TYPE,
        token ? AuthProperties.AUTH_TYPE_OAUTH2 : AuthProperties.AUTH_TYPE_NONE);
    put(properties, CatalogProperties.WAREHOUSE_LOCATION, service.warehouse());
    put(properties, OAuth2Properties.TOKEN, service.token());
    put(properties, OAuth2Properties.CREDENTIAL, service.credential());
    put(properties, OAuth2Properties.OAUTH2_SERVER_URI, service.tokenUri());
    put(properties, OAuth2Properties.SCOPE, service.scope());
    // A piece of work is over before a token is.
    properties.put(OAuth2Properties.TOKEN_REFRESH_ENABLED, "false");
    properties.put(RESTCatalogProperties.METRICS_REPORTING_ENABLED, "false");
    properties.put("rest.client.connection-timeout-ms", "10000");
    properties.put("rest.client.socket-timeout-ms", "60000");
    return properties;
  }

  private static void put(Map<String, String> properties, String key, @Nullable Object value) {
    if (value != null) {
      properties.put(key, value.toString());
    }
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
