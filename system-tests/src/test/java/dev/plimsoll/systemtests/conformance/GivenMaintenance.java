package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.systemtests.conformance.GivenWork.Place;

/// Maintenance that wants to be asked before it does anything.
public final class GivenMaintenance {
  private static final String PATH = "/api/v1/databases/shop/maintenance";

  private GivenMaintenance() {}

  /// After [GivenWork#build].
  ///
  /// @param source of the database `shop`
  public static void maintenance(Interrogation planner, Place source) throws Exception {
    JsonNode reason = Json.MAPPER.readTree("{\"by\": \"ann\", \"reason\": \"a test\"}");
    planner.given(
        "PUT",
        PATH,
        Json.MAPPER.readTree(
            "{\"interval\": \"PT1H\", \"approvals\": [{\"kind\": \"analyze\", \"approval\": \"ask\"}]}"));
    // Two tables whose statistics are stale
    source.execute("UPDATE items SET note = note || '.'");
    source.execute("UPDATE more SET at = now()");
    JsonNode found = planner.given("POST", PATH + "/run", reason);
    String actions = PATH + "/actions/";
    planner.given("POST", actions + id(found, "items") + "/approve", reason);
    planner.given("POST", actions + id(found, "more") + "/reject", reason);
    planner.given("POST", PATH + "/resume", reason);
    planner.given("POST", PATH + "/pause", reason);
  }

  private static String id(JsonNode found, String table) {
    for (JsonNode action : found.path("actions")) {
      if (action.path("kind").asText().equals("analyze")
          && action.path("subject").asText().contains(table)) {
        return action.path("id").asText();
      }
    }
    throw new IllegalStateException("no statistics of " + table + " are to be collected: " + found);
  }
}
