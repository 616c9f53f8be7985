package dev.plimsoll.benchmarks.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/// A report under `docs/benchmarks`. A figure that it does not have is an error: none is cited that
/// was not measured.
///
/// @param name of the file, without its ending
record CommittedReport(String name, JsonNode document) {
  JsonNode machine() {
    return document.path("machine");
  }

  private JsonNode commitOf() {
    return machine().path("software").path("commit");
  }

  /// Of a benchmark; the demo's own.
  private JsonNode measured() {
    return document.has("measured") ? document.path("measured") : document;
  }

  String commit() {
    return commitOf().path("id").asText("");
  }

  boolean isOfACleanTree() {
    return commitOf().path("clean").asBoolean(false) && commit().matches("[0-9a-f]{40}");
  }

  boolean isQuick() {
    return document.path("quick").asBoolean(false);
  }

  /// Names of checks that did not hold.
  List<String> failed() {
    return StreamSupport.stream(measured().path("checks").spliterator(), false)
        .filter(check -> !check.path("holds").asBoolean())
        .map(check -> check.path("name").asText())
        .toList();
  }

  /// Units a second, the median.
  double rate(String contender) {
    return median(result(contender::equals, contender));
  }

  /// That its work took once, the median.
  double seconds(String contender) {
    return number(result(contender::equals, contender), "medianSeconds");
  }

  /// How many times as fast as another.
  double times(String contender, String other) {
    return rate(contender) / rate(other);
  }

  /// A figure beside the rate.
  double figure(String contender, String figure) {
    return number(result(contender::equals, contender).path("figures"), figure);
  }

  /// The contender with the greatest rate among those whose names are asked for.
  String best(String what, Predicate<String> names) {
    return result(names, what).path("contender").asText();
  }

  /// What a check has found.
  double checked(String check) {
    return StreamSupport.stream(measured().path("checks").spliterator(), false)
        .filter(one -> one.path("name").asText().equals(check))
        .map(one -> number(one, "value"))
        .findFirst()
        .orElseThrow(() -> missing("check " + check));
  }

  /// A member deeper in the document, by the names of its parents and its own.
  double value(String... path) {
    JsonNode node = document;
    for (String member : path) {
      node = node.path(member);
    }
    if (!node.isNumber()) {
      throw missing(String.join(".", path));
    }
    return node.doubleValue();
  }

  private JsonNode result(Predicate<String> names, String what) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode result : measured().path("outcome").path("results")) {
      if (names.test(result.path("contender").asText())) {
        found.add(result);
      }
    }
    return found.stream()
        .max((one, other) -> Double.compare(median(one), median(other)))
        .orElseThrow(() -> missing(what));
  }

  private double median(JsonNode result) {
    return number(result.path("rates"), "median");
  }

  private double number(JsonNode node, String member) {
    if (!node.path(member).isNumber()) {
      throw missing(member);
    }
    return node.path(member).doubleValue();
  }

  private IllegalStateException missing(String what) {
    return new IllegalStateException(
        "docs/benchmarks/%s.json has no %s, which the page of figures cites".formatted(name, what));
  }
}
