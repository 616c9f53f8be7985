package dev.plimsoll.connector.iceberg;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ErrorResponseParser;
import org.jspecify.annotations.Nullable;

/// A REST catalog in this JVM: Iceberg's own handlers of requests (`CatalogHandlers`, which its
/// reference server is made of) upon its own JDBC catalog, behind the JDK's HTTP server. Ours are
/// the routes, which are those of the REST specification, and the answers that get lost.
final class RestServer implements AutoCloseable {
  static final String TOKEN = "token-of-the-test";

  private static final ObjectMapper JSON = mapper();
  private static final String SEPARATOR = "%1F";

  /// What becomes of the next commit.
  enum Fault {
    /// 500, and nothing is done.
    REFUSED,
    /// It is done, and the answer is 500.
    DONE_AND_500,
    /// It is done, and the answer is 503, which says that it was not.
    DONE_AND_503,
    /// It is done, and the connection ends without an answer.
    DONE_AND_CUT
  }

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final JdbcCatalog catalog;
  private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();

  RestServer(JdbcCatalog catalog) throws IOException {
    this.catalog = catalog;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/v1/", this::handle);
    http.start();
  }

  // As Iceberg's, which nobody else can get hold of.
  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        new ObjectMapper()
            .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
    RESTSerializers.registerAll(mapper);
    return mapper;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  void next(Fault fault) {
    next.set(fault);
  }

  boolean faultHasHappened() {
    return next.get() == null;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      respond(exchange);
    }
  }

  private void respond(HttpExchange exchange) throws IOException {
    try {
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        fail(exchange, 401, "NotAuthorizedException", "who are you?");
        return;
      }
      String[] path = exchange.getRequestURI().getRawPath().substring("/v1/".length()).split("/");
      String method = exchange.getRequestMethod();
      boolean commit = method.equals("POST") && path.length == 4 && path[2].equals("tables");
      Fault fault = commit ? next.getAndSet(null) : null;
      if (fault == Fault.REFUSED) {
        fail(exchange, 500, "InternalServerError", "planned by the test");
        return;
      }
      Object answer = answer(method, path, exchange);
      switch (fault) {
        case DONE_AND_500 -> fail(exchange, 500, "InternalServerError", "planned by the test");
        case DONE_AND_503 -> fail(exchange, 503, "ServiceUnavailable", "planned by the test");
        // Closed before it has answered.
        case DONE_AND_CUT -> {}
        case REFUSED -> throw new IllegalStateException("answered already");
        case null -> send(exchange, 200, JSON.writeValueAsBytes(answer));
      }
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      fail(exchange, 404, e.getClass().getSimpleName(), e.getMessage());
    } catch (AlreadyExistsException | CommitFailedException e) {
      fail(exchange, 409, e.getClass().getSimpleName(), e.getMessage());
    } catch (RuntimeException e) {
      fail(exchange, 500, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Object answer(String method, String[] path, HttpExchange exchange)
      throws IOException {
    if (path[0].equals("config")) {
      return ConfigResponse.builder().build();
    }
    if (path.length == 1) {
      return CatalogHandlers.createNamespace(catalog, body(exchange, CreateNamespaceRequest.class));
    }
    Namespace namespace = RESTUtil.decodeNamespace(path[1], SEPARATOR);
    if (path.length == 2) {
      return CatalogHandlers.loadNamespace(catalog, namespace);
    }
    if (path[2].equals("register")) {
      return CatalogHandlers.registerTable(
          catalog, namespace, body(exchange, RegisterTableRequest.class));
    }
    TableIdentifier table = TableIdentifier.of(namespace, RESTUtil.decodeString(path[3]));
    return method.equals("POST")
        ? CatalogHandlers.updateTable(catalog, table, body(exchange, UpdateTableRequest.class))
        : CatalogHandlers.loadTable(catalog, table, SnapshotMode.ALL);
  }

  private static <T> T body(HttpExchange exchange, Class<T> type) throws IOException {
    return JSON.readValue(exchange.getRequestBody(), type);
  }

  private static void fail(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ErrorResponse error =
        ErrorResponse.builder().responseCode(status).withType(type).withMessage(message).build();
    send(exchange, status, ErrorResponseParser.toJson(error).getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
