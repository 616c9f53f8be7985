package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// SHA-256 of what would be executed and of the facts that it was planned for. Predictions are not
/// in it: what is learned meanwhile changes when something ends, not what is done.
final class PlanHash {
  private PlanHash() {}

  private record Content(
      String database,
      String address,
      String strategy,
      List<Execution> builds,
      PlanFacts facts) {}

  private record Execution(
      QualifiedName table,
      IndexDefinition definition,
      String indexName,
      Lane lane,
      long maintenanceWorkMemBytes,
      int parallelWorkers,
      boolean tableWorkers,
      boolean alone,
      int number,
      List<Integer> blockedBy,
      List<String> sql) {
    static Execution of(PlannedBuild build) {
      return new Execution(
          build.table(),
          build.definition(),
          build.indexName(),
          build.lane(),
          build.maintenanceWorkMemBytes(),
          build.parallelWorkers(),
          build.tableWorkers(),
          build.alone(),
          build.number(),
          build.blockedBy(),
          build.sql());
    }
  }

  static String of(
      String database,
      DatabaseAddress address,
      String strategy,
      List<PlannedBuild> builds,
      PlanFacts facts) {
    String where = address.host() + ":" + address.port() + "/" + address.database();
    Content content =
        new Content(
            database, where, strategy, builds.stream().map(Execution::of).toList(), facts);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(Json.write(content).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
