package dev.plimsoll.systemtests.conformance;

import static dev.plimsoll.systemtests.conformance.GivenWork.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plimsoll.systemtests.conformance.GivenWork.Place;
import java.util.List;

/// Vectors to search, in a database that the queue and the log have no use for.
public final class GivenSearch {
  private static final JsonNode NOTHING = MissingNode.getInstance();

  private GivenSearch() {}

  /// After [GivenWork#build], which registers the place as `shop`. The planner passes on what its
  /// console asks.
  public static void vectors(Interrogation query, Interrogation planner, Place shop)
      throws Exception {
    shop.execute(
        """
        CREATE TABLE vectors (id int PRIMARY KEY, v real[]);
        INSERT INTO vectors SELECT n, ARRAY[n % 7, n % 5, n % 3]::real[] FROM generate_series(1, 500) n;
        """);
    search(query, "/api/v1/search");
    search(planner, "/api/v1/console/search");
  }

  private static void search(Interrogation service, String path) throws Exception {
    JsonNode table = json("schema", "public", "name", "vectors");
    JsonNode nearest =
        json("databases", List.of("shop"), "table", table, "vector", "[1,2,3]", "k", 5);
    service.given("POST", path, nearest);
    service.given("POST", path + "/explain", nearest);
    service.given("POST", path + "/benchmark?rounds=1", nearest);
    service.given("PATCH", path + "/settings/shop", json("maxWorkers", 2));
    service.given("GET", path + "/settings/shop", NOTHING);
  }
}
