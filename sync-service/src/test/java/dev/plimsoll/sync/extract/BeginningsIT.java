package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.testkit.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An id is found by its first characters however many came after it.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class BeginningsIT {
  /// More than a list has.
  private static final int LATER = 600;

  private static final UUID EXTRACT = UUID.fromString("0123abcd-0000-4000-8000-000000000001");
  private static final UUID LOAD = UUID.fromString("0123abce-0000-4000-8000-000000000002");

  @BeforeEach
  void plant() throws SQLException {
    SyncApi.register("beginnings", Stack.get().createDatabase("beginnings"));
    insert(EXTRACT, null, 9_000);
    insert(LOAD, EXTRACT, 9_000);
    execute(
        """
        INSERT INTO extract (id, source, loads, started_at, request)
        SELECT gen_random_uuid(), source, CASE WHEN i > 600 THEN id END, now() - i * interval '1 s', request
        FROM extract CROSS JOIN generate_series(1, %d) AS i WHERE id = '%s'
        """
            .formatted(2 * LATER, EXTRACT));
  }

  @AfterEach
  void clear() throws SQLException {
    execute("DELETE FROM extract WHERE source = 'beginnings' AND loads IS NOT NULL");
    execute("DELETE FROM extract WHERE source = 'beginnings'");
  }

  private static void insert(UUID id, UUID loads, int secondsAgo) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO extract (id, source, loads, started_at, request)"
                    + " VALUES (?, 'beginnings', ?, now() - ? * interval '1 s', ?)")) {
      insert.setObject(1, id);
      insert.setObject(2, loads);
      insert.setInt(3, secondsAgo);
      insert.setString(4, Json.write(ExtractRequest.of("beginnings", List.of("public.t"), null)));
      insert.executeUpdate();
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static Connection connect() throws SQLException {
    Connection connection = Stack.get().connect("plimsoll");
    connection.setSchema("sync");
    return connection;
  }

  private static List<String> ids(String path) {
    return SyncApi.request().get("/api/v1/" + path).then().statusCode(200).extract().path("id");
  }

  @Test
  void oneThatIsOlderThanTheListIsFound() {
    assertThat(ids("extracts?limit=500")).hasSize(500).doesNotContain(EXTRACT.toString());
    assertThat(ids("extracts?limit=500&beginning=0123abcd")).containsExactly(EXTRACT.toString());
    assertThat(ids("extracts?limit=500&beginning=0123abcd-0000-4")).hasSize(1);
    assertThat(ids("loads?limit=500")).hasSize(500).doesNotContain(LOAD.toString());
    assertThat(ids("loads?limit=500&beginning=0123abce")).containsExactly(LOAD.toString());
    assertThat(ids("loads?limit=500&beginning=0123abcd")).isEmpty();
  }

  @Test
  void aListGoesOnAfterItsPage() {
    for (String list : List.of("extracts", "loads")) {
      List<String> all = new ArrayList<>();
      List<String> page = ids(list + "?source=beginnings&limit=250");
      while (!page.isEmpty()) {
        all.addAll(page);
        page = ids(list + "?source=beginnings&limit=250&after=" + all.getLast());
      }
      assertThat(all).hasSize(LATER + 1).doesNotHaveDuplicates();
      assertThat(all.getLast()).isEqualTo((list.equals("loads") ? LOAD : EXTRACT).toString());
      assertThat(ids(list + "?source=beginning")).isEmpty();
    }
    SyncApi.request().get("/api/v1/loads?after=" + new UUID(1, 2)).then().statusCode(404);
  }

  @Test
  void whatBeginsNoIdIsRefused() {
    for (String beginning : List.of("x", "0".repeat(33), "--", "%25")) {
      SyncApi.request().get("/api/v1/extracts?beginning=" + beginning).then().statusCode(400);
    }
  }
}
