package dev.plimsoll.benchmarks.knn;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.plimsoll.benchmarks.ingress.HttpConnection;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The query-service over HTTP, on a connection that is kept. Not the JDK's client: a small search
/// would take its time rather than the service's.
final class ServiceContender implements EffortContender {
  // A large table of arrays on a busy machine takes longer than the service's usual limit.
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(10);

  private final String name;
  private final HttpConnection service;
  private final SearchWish wish;
  private @Nullable Integer effort;

  ServiceContender(String name, Endpoint endpoint, SearchWish wish) throws IOException {
    this.name = name;
    this.service = endpoint.open();
    this.wish = wish;
  }

  /// Where the service is asked.
  ///
  /// @param service its address
  /// @param token of its API
  record Endpoint(URI service, String token) {
    private HttpConnection open() throws IOException {
      return new HttpConnection(service.resolve("/api/v1/search"), token, "application/json");
    }
  }

  /// For searches by indexes alone.
  @Override
  public void effort(int candidates) {
    effort = candidates;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Answer search(KnnQuery query) throws IOException {
    NearestRows found = read(service.exchange(Json.write(asked(query)).getBytes(UTF_8)));
    SearchWay way = found.searches().getFirst().way();
    return new Answer(
        List.of(found.rows().stream().map(ServiceContender::row).toList()),
        way.workers(),
        "%s: %s".formatted(way.method(), way.reason()));
  }

  private VectorQuery asked(KnnQuery query) {
    return new VectorQuery(
        List.of(KnnDatabase.NAME),
        query.table(),
        null,
        null,
        query.vector(),
        KnnQuery.NEIGHBORS,
        null,
        null,
        wish,
        effort,
        null,
        null,
        ANSWERS_WITHIN.toMillis());
  }

  private static NearestRows read(HttpConnection.Answer answer) {
    String body = new String(answer.body(), UTF_8);
    if (answer.status() != 200) {
      Problem problem = Json.read(body, Problem.class);
      throw new PlimsollException(problem.code(), String.valueOf(problem.detail()));
    }
    return Json.read(body, NearestRows.class);
  }

  private static Row row(NearestRows.Found found) {
    return new Row(
        Long.parseLong(found.key().getFirst()),
        Objects.requireNonNull(found.distance(), "every row has a vector"));
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
