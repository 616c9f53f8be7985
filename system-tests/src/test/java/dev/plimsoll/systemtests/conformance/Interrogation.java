package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plimsoll.systemtests.conformance.Described.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Asks one service by its own OpenAPI and compares each answer with it. Safe for use by many
/// threads.
public final class Interrogation {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // Half of the names that an operation that ends something asks for are made up, and of those that
  // are known one may be gone: for one seed twenty tries were too few.
  private static final int TRIES = 100;

  private final HttpClient http;
  private final URI base;
  private final String token;
  private final Asking asking;
  private final Answers answers;
  private final Memory memory;
  private final Map<String, String> complaints = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final AtomicLong slowestMillis = new AtomicLong();
  private final Map<Integer, Integer> asSaid = new ConcurrentHashMap<>();
  private final Set<String> met = ConcurrentHashMap.newKeySet();
  private final Described described;

  private Interrogation(
      HttpClient http, URI base, String token, Described described, Map<String, JsonNode> fixed) {
    this.http = http;
    this.base = base;
    this.token = token;
    this.described = described;
    memory = new Memory();
    asking = new Asking(described, new Values(described, memory, fixed), memory);
    answers = new Answers(described);
  }

  /// @param fixed values of schemas by name: what may be named without harm
  public static Interrogation of(
      HttpClient http, URI base, String token, Map<String, JsonNode> fixed)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/q/openapi"))
            .header("Authorization", "Bearer " + token)
            .build();
    String document = http.send(request, BodyHandlers.ofString()).body();
    return new Interrogation(http, base, token, Described.of(YAML.readTree(document)), fixed);
  }

  /// One request, half of them with something wrong.
  public void ask(Random random) throws IOException, InterruptedException {
    ask(asking.next(random));
  }

  /// Asks, with nothing wrong, for what no request has come upon.
  ///
  /// @param method of the operations that are meant
  public void seek(Predicate<String> method, Random random)
      throws IOException, InterruptedException {
    for (Operation operation : described.operations()) {
      if (method.test(operation.method()) && !isMet(operation)) {
        recall(operation);
      }
      for (int i = 0; i < TRIES && method.test(operation.method()) && !isMet(operation); i++) {
        Asked asked = asking.of(operation, random);
        compare(asked, send(asked));
      }
    }
  }

  /// Learns again what an operation's collection has. A 404 is taken to be about what the path
  /// names, which is forgotten, though it may be about what the body names.
  private void recall(Operation operation) throws IOException, InterruptedException {
    String collection = Memory.collection(operation.path());
    for (Operation list : described.operations()) {
      if (list.method().equals("GET") && list.path().equals(collection)) {
        Asked asked = Asked.of(list, collection, JSON.missingNode());
        compare(asked, send(asked));
      }
    }
  }

  /// What is there before anybody is asked; its answer is compared and remembered like any other.
  ///
  /// @throws IllegalStateException it is not carried out
  public JsonNode given(String method, String target, JsonNode body)
      throws IOException, InterruptedException {
    Operation operation = described.operation(method, target.replaceAll("[?].*", ""));
    Asked asked = Asked.of(operation, target, body);
    HttpResponse<String> answer = send(asked);
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(asked + ": " + answer.body());
    }
    compare(asked, answer);
    return JSON.readTree(answer.body());
  }

  private void ask(Asked asked) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    HttpResponse<String> answer;
    try {
      answer = send(asked);
    } catch (IOException e) {
      long millis = (System.nanoTime() - begun) / 1_000_000;
      complaints.putIfAbsent(
          asked.operation() + " unanswered", asked + "\n    -> " + e + " after " + millis + " ms");
      return;
    }
    slowestMillis.accumulateAndGet((System.nanoTime() - begun) / 1_000_000, Math::max);
    statuses.computeIfAbsent(answer.statusCode(), status -> new AtomicInteger()).incrementAndGet();
    if (compare(asked, answer) && asked.asSaid()) {
      asSaid.merge(answer.statusCode(), 1, Integer::sum);
    }
  }

  private HttpResponse<String> send(Asked asked) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + asked.target()))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .method(
                asked.method(),
                asked.body().length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(asked.body()));
    asked.headers().forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /// Whether it is as the OpenAPI says; what it tells is remembered then.
  private boolean compare(Asked asked, HttpResponse<String> answer) throws IOException {
    String complaint = answers.complaint(asked, answer);
    if (complaint != null) {
      complaints.putIfAbsent(
          asked.operation() + " " + answer.statusCode(), asked + "\n    -> " + complaint);
      return false;
    }
    note(asked, answer);
    return true;
  }

  private void note(Asked asked, HttpResponse<String> answer) throws IOException {
    String path = asked.operation().path();
    boolean carriedOut = answer.statusCode() < 300;
    if (carriedOut && asked.method().equals(asked.operation().method())) {
      met.add(asked.operation().toString());
    }
    boolean deleted = carriedOut && asked.method().equals("DELETE");
    // Which of several was not there nobody says.
    if ((deleted || answer.statusCode() == 404) && asked.named().size() == 1) {
      memory.forget(path, asked.named().getFirst());
    } else if (carriedOut && (answer.body().startsWith("{") || answer.body().startsWith("["))) {
      memory.learn(path, JSON.readTree(answer.body()));
    }
  }

  /// Which statuses were answered to requests with nothing wrong, and how often.
  public Map<Integer, Integer> asSaid() {
    return new TreeMap<>(asSaid);
  }

  /// Operations that were never carried out.
  public Set<String> unmet() {
    Set<String> unmet = new TreeSet<>();
    described
        .operations()
        .forEach(
            operation -> {
              if (!isMet(operation)) {
                unmet.add(operation.toString());
              }
            });
    return unmet;
  }

  private boolean isMet(Operation operation) {
    return met.contains(operation.toString());
  }

  /// What was wrong with answers, the first of each kind.
  public Map<String, String> complaints() {
    return new TreeMap<>(complaints);
  }

  /// How often each status was answered.
  public Map<Integer, AtomicInteger> statuses() {
    return new TreeMap<>(statuses);
  }

  /// The longest that anybody waited for an answer, in milliseconds.
  public long slowestMillis() {
    return slowestMillis.get();
  }
}
