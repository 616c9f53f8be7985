package dev.plimsoll.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.vectors.SearchAnswer;
import dev.plimsoll.vectors.SearchQuery;
import dev.plimsoll.vectors.SearchSettings;
import dev.plimsoll.vectors.SearchedDatabase;
import dev.plimsoll.vectors.SeveralDatabases;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.memory.MemoryLine;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.session.SearchSessions.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Stands in for planner and query-service: searches as the latter does, by its library.
final class SearchStandIn implements AutoCloseable {
  // Small tables are shared, too.
  private static final SearchTuning OWN =
      new SearchTuning(true, 1L, 1L, 5, 3, 4, 64L << 20, 300_000L);

  private final HttpServer server;
  private final Map<String, String> environment;
  private final MemoryLine line = new MemoryLine(64L << 20);
  private final Map<String, SearchedDatabase> databases = new LinkedHashMap<>();
  private final Map<String, SearchTuning> tunings = new LinkedHashMap<>();

  // Of every answer.
  UnaryOperator<NearestRows> spoilt = UnaryOperator.identity();

  /// @param credentials folder of password files
  SearchStandIn(Path credentials) throws IOException {
    this.environment = Map.of(Credentials.FOLDER, credentials.toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Settings that were set and not set back, by database.
  Map<String, SearchTuning> tunings() {
    return tunings;
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status = 200;
    @Nullable Object answer;
    try {
      answer = answerTo(exchange);
    } catch (PlimsollException e) {
      status = e.code().status();
      answer = Problem.of(e.code(), e.getMessage());
    } catch (SQLException | InterruptedException | RuntimeException e) {
      status = 500;
      answer = Problem.of(ErrorCode.INTERNAL, e.toString());
    }
    byte[] bytes =
        answer == null ? new byte[0] : Json.write(answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer == null ? 204 : status, answer == null ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private @Nullable Object answerTo(HttpExchange exchange)
      throws IOException, SQLException, InterruptedException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return switch (exchange.getRequestMethod()
        + path.substring("/api/v1".length()).replace(name, "")) {
      case "PUT/databases/" -> register(Json.read(body, DatabaseRegistration.class));
      case "POST/" -> search(Json.read(body, VectorQuery.class));
      case "GET/search/settings/" -> tuning(name);
      case "PATCH/search/settings/" -> {
        tunings.merge(name, Json.read(body, SearchTuning.class), (known, more) -> more.over(known));
        yield inForce(name);
      }
      case "DELETE/search/settings/" -> {
        tunings.remove(name);
        inForce(name);
        yield null;
      }
      default -> throw PlimsollException.notFound(path);
    };
  }

  private DatabaseRegistration register(DatabaseRegistration registration) {
    DatabaseAddress address = registration.address();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {address.host()});
    source.setPortNumbers(new int[] {address.port()});
    source.setDatabaseName(address.database());
    source.setUser(address.user());
    source.setPassword(Credentials.resolve(address, environment));
    databases.put(
        registration.name(),
        new SearchedDatabase(
            registration.name(),
            source,
            new Limits(4, Duration.ofSeconds(5), Duration.ofSeconds(30)),
            settings(OWN),
            line));
    return registration;
  }

  private SearchedDatabase database(String name) {
    SearchedDatabase known = databases.get(name);
    if (known == null) {
      throw PlimsollException.notFound(name);
    }
    return known;
  }

  private SearchTuning tuning(String name) {
    database(name);
    return tunings.getOrDefault(name, SearchTuning.NONE).over(OWN);
  }

  private SearchTuning inForce(String name) {
    SearchTuning holds = tuning(name);
    database(name).settings(settings(holds));
    return holds;
  }

  @SuppressWarnings("NullAway") // every part is there
  private static SearchSettings settings(SearchTuning holds) {
    return new SearchSettings(
        holds.parallel(),
        new WorkerEstimator(
            holds.pagesPerWorker(), holds.minPages(), holds.minRows(), holds.rangesPerWorker()),
        holds.maxWorkers(),
        holds.memoryBytes(),
        Duration.ofMillis(holds.refreshAfterMs()));
  }

  private NearestRows search(VectorQuery asked) throws SQLException, InterruptedException {
    SequencedMap<String, SearchedDatabase> searched = new LinkedHashMap<>();
    asked.databases().forEach(name -> searched.put(name, database(name)));
    SearchMode mode =
        switch (Objects.requireNonNullElse(asked.wish(), SearchWish.AUTOMATIC)) {
          case EXACT -> new SearchMode.Exact();
          case MEMORY -> new SearchMode.InMemory();
          case INDEX, AUTOMATIC ->
              new SearchMode.ByIndex(
                  new SearchEffort(Objects.requireNonNullElse(asked.ef(), 40), 1, false));
        };
    SearchQuery query =
        new SearchQuery(
            asked.table(),
            asked.column(),
            Objects.requireNonNullElse(asked.key(), List.of()),
            new SearchRequest(asked.vector(), Distance.L2, asked.k()),
            mode);
    SeveralDatabases.Answers answers = SeveralDatabases.search(searched, query, new Cancellation());
    return spoilt.apply(
        new NearestRows(
            answers.rows().stream()
                .map(
                    row ->
                        new NearestRows.Found(
                            row.database(), row.neighbor().key(), row.neighbor().distance()))
                .toList(),
            asked.databases().stream()
                .map(name -> search(name, Objects.requireNonNull(answers.answers().get(name))))
                .toList()));
  }

  private static NearestRows.Search search(String name, SearchAnswer answer) {
    return new NearestRows.Search(
        new SearchWay(
            name,
            OpenEnum.of(answer.plan().method()),
            answer.plan().workers(),
            answer.plan().ranges(),
            answer.plan().reason()),
        answer.elapsed().toNanos() / 1e6,
        answer.asOf());
  }

  @Override
  public void close() {
    server.stop(0);
    databases.values().forEach(SearchedDatabase::close);
  }
}
