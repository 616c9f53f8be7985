package dev.plimsoll.builder.lane;

import static io.restassured.RestAssured.given;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// The planner's end of the topics, a database that its commands name, and what the service under
/// test says of its slots.
///
/// @param registered what the commands call the database
record LaneClient(Wire wire, TestDatabase database, RegisteredDatabase registered)
    implements AutoCloseable {
  /// Makes a database anew and registers it.
  static LaneClient open(String name) throws Exception {
    TestDatabase target = Stack.get().createDatabase("builder_" + name);
    Wire wire = new Wire(StackResource.TOPIC_PREFIX);
    RegisteredDatabase registered = new RegisteredDatabase(name, 1);
    wire.register(registered, target.address());
    return new LaneClient(wire, target, registered);
  }

  // Generous, since tests run beside other builds; nothing here waits for it to pass.
  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }

  BuildCommand send(Lane lane, int slot, String table) {
    BuildCommand build = command(lane, slot, table);
    wire.send(build);
    return build;
  }

  BuildCommand command(Lane lane, int slot, String table) {
    return new BuildCommand(
        UUID.randomUUID(),
        1,
        registered,
        new QualifiedName("public", table),
        new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("id")),
        table + "_pkey",
        new BuildCommand.Slot(lane, slot),
        new BuildCommand.Allocation(64 << 20, 0, false, 100),
        List.of());
  }

  static ValidatableResponse slots() {
    return given()
        .auth()
        .preemptive()
        .oauth2(StackResource.TOKEN)
        .get("/api/v1/slots")
        .then()
        .statusCode(200);
  }

  static List<String> busy() {
    return slots().extract().jsonPath().getList("table.name", String.class);
  }

  void sql(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<BuildEvent.Failed> failures(BuildCommand build) {
    return wire.events(build).stream()
        .filter(BuildEvent.Failed.class::isInstance)
        .map(BuildEvent.Failed.class::cast)
        .toList();
  }

  @Override
  public void close() {
    wire.close();
  }
}
