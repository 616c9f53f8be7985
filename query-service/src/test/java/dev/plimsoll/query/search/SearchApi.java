package dev.plimsoll.query.search;

import static io.restassured.RestAssured.given;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWish;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.testkit.StackResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A client of the service under test.
final class SearchApi {
  private SearchApi() {}

  static VectorQuery query(String vector, int k, @Nullable SearchWish wish, String... databases) {
    return new VectorQuery(
        List.of(databases),
        new QualifiedName("public", "items"),
        null,
        null,
        vector,
        k,
        null,
        null,
        wish,
        null,
        null,
        null,
        null);
  }

  static VectorQuery within(VectorQuery query, long millis) {
    return new VectorQuery(
        query.databases(),
        query.table(),
        query.column(),
        query.key(),
        query.vector(),
        query.k(),
        query.distance(),
        query.where(),
        query.wish(),
        query.ef(),
        query.probes(),
        query.iterative(),
        millis);
  }

  static RequestSpecification api() {
    return given().auth().preemptive().oauth2(StackResource.TOKEN).contentType(ContentType.JSON);
  }

  static ValidatableResponse search(VectorQuery query) {
    return api().body(Json.write(query)).post("/api/v1/search").then();
  }

  static NearestRows found(VectorQuery query) {
    return Json.read(search(query).statusCode(200).extract().asString(), NearestRows.class);
  }

  static List<String> keys(NearestRows rows) {
    return rows.rows().stream().map(row -> row.key().getFirst()).toList();
  }

  static SearchTuning settings(String database) {
    return Json.read(
        api().get(settingsOf(database)).then().statusCode(200).extract().asString(),
        SearchTuning.class);
  }

  static ValidatableResponse set(String database, Map<String, Object> settings) {
    return api().body(settings).patch(settingsOf(database)).then();
  }

  static String settingsOf(String database) {
    return "/api/v1/search/settings/" + database;
  }
}
