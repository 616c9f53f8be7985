package dev.plimsoll.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiClientTest {
  private static final String TOKEN = "a-token";

  private final List<String> asked = new ArrayList<>();
  private final HttpClient http = ApiClient.http();
  private HttpServer server;
  private int status = 200;
  private String answer = "[]";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Idempotency-Key")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void asksNothingOfWhatIsNoName(String name) {
    SyncApi sync = new SyncApi(client());

    assertThatThrownBy(() -> sync.database(name))
        .isInstanceOf(PlimsollException.class)
        .hasMessage("'%s' is no name", name);
    assertThat(asked).isEmpty();
  }

  @Test
  void saysInWordsWhyNobodyAnswers() {
    server.stop(0);
    URI closed = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    URI unknown = URI.create("http://no-such-host.invalid:8080");

    assertThatThrownBy(
            () -> new PlannerApi(new ApiClient(http, "planner", closed, TOKEN)).databases())
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_RUNNING))
        .hasMessage("planner at " + closed + " does not answer: nobody listens there");
    assertThatThrownBy(
            () -> new PlannerApi(new ApiClient(http, "planner", unknown, TOKEN)).databases())
        .hasMessageEndingWith("does not answer: its host is not known");
  }

  @Test
  void sendsTheTokenAndEscapesWhatGoesIntoTheAddress() {
    // given
    LogAudit audit = new LogAudit(4, 10, 1_000, 0, 0, 0, List.of(), true, CountedFindings.NONE);
    answer = Json.write(audit);
    // when
    LogAudit read = new MaterializerApi(client()).audit("demo-source.a b&c");
    // then
    assertThat(read).isEqualTo(audit);
    assertThat(asked)
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith(
            "GET /api/v1/audit?topicPrefix=demo-source.a%20b%26c&full=true Bearer " + TOKEN);
  }

  @Test
  void sendsABodyWithItsIdempotencyKey() {
    // given
    UUID key = UUID.randomUUID();
    answer = "{\"id\":\"" + key + "\",\"source\":\"s\",\"state\":\"RUNNING\",\"tables\":[]}";
    // when
    new SyncApi(client()).start(ExtractRequest.of("s", List.of("a.*"), "t"), key);
    // then
    assertThat(asked)
        .containsExactly(
            "POST /api/v1/extracts Bearer "
                + TOKEN
                + " "
                + key
                + " {\"source\":\"s\",\"tables\":[\"a.*\"],\"target\":\"t\"}");
  }

  @Test
  void givesAProblemItsCodeAndDetail() {
    // given
    status = 422;
    answer = Json.write(Problem.of(ErrorCode.AUTHENTICATION_FAILED, "x:5432/db refused"));
    // then
    assertThatThrownBy(() -> new PlannerApi(client()).pipeline())
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
              assertThat(e).hasMessage("x:5432/db refused");
              assertThat(ApiClient.unavailable(e)).isFalse();
            });
  }

  @Test
  void carriesAProblemThatOnlyANewerServiceKnows() {
    // given
    status = 409;
    answer =
        """
        {"type": "urn:plimsoll:error:of-tomorrow", "title": "It is tomorrow", "status": 409,
         "code": "of-tomorrow", "detail": "shop", "fix": "Wait a day.", "hint": [1]}
        """;
    // then
    assertThatThrownBy(() -> new PlannerApi(client()).pipeline())
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> {
              assertThat(e.code().value()).isEqualTo("of-tomorrow");
              assertThat(e.code().title()).isEqualTo("It is tomorrow");
              assertThat(e.code().fix()).isEqualTo("Wait a day.");
              assertThat(e.code().status()).isEqualTo(409);
              assertThat(ExitCode.of(e.code())).isEqualTo(ExitCode.FAILED);
            });
  }

  @Test
  void takesTheStatusWhereThereIsNoProblem() {
    // given
    status = 404;
    answer = "<html>";
    // then
    assertThatThrownBy(() -> new PlannerApi(client()).builds("x"))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void saysThatAServiceIsAwayWhenNobodyListens() {
    // given
    ApiClient client = client();
    server.stop(0);
    // then
    assertThatThrownBy(() -> new PlannerApi(client).pipeline())
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> {
              assertThat(ApiClient.unavailable(e)).isTrue();
              assertThat(e).hasMessageContaining("planner");
            });
  }

  private ApiClient client() {
    return new ApiClient(
        http, "planner", URI.create("http://127.0.0.1:" + server.getAddress().getPort()), TOKEN);
  }
}
