package dev.plimsoll.http.description;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;

/// Route of the service's OpenAPI document: the `openapi.yaml` of its class path. A test of each
/// service holds it against the code (library `api-description`). A service that made it at its
/// start was ready some 0.1 s later, for what hardly any process is asked for.
@Singleton
public final class ApiDescription {
  /// Of RFC 9512.
  private static final String MEDIA_TYPE = "application/yaml";

  private static final String PATH = "/q/openapi";
  private static final String FILE = "openapi.yaml";

  private final Vertx vertx;

  public ApiDescription(Vertx vertx) {
    this.vertx = vertx;
  }

  void register(@Observes Router router) {
    router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
  }

  private void answer(RoutingContext request) {
    Callable<Buffer> read = ApiDescription::document;
    vertx
        .executeBlocking(read)
        .onSuccess(
            document ->
                request.response().putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE).end(document))
        .onFailure(request::fail);
  }

  private static Buffer document() throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream file = loader.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IOException("there is no " + FILE + " on the class path");
      }
      return Buffer.buffer(file.readAllBytes());
    }
  }
}
