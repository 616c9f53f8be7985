package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerFixture.api;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.SetAsideMessage;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What Kafka never takes of the planner's messages is seen over HTTP, tried again and dropped.
@QuarkusTest
class OutboxIT {
  private static final String PATH = "/api/v1/outbox";

  @Inject DataSource dataSource;

  @BeforeAll
  static void otherServices() {
    PlannerFixture.createOtherServicesTopics();
  }

  @Test
  void aMessageThatIsSetAsideIsTriedAgainAndDropped() throws SQLException {
    // given one that is larger than a producer takes
    UUID event = appendTooLarge();

    // then it is set aside, and when it is tried again, once more
    SetAsideMessage aside = awaitAside(event, 0);
    assertThat(aside.reason()).contains("RecordTooLarge");
    assertThat(aside.topic()).isEqualTo(Topic.SYNC_EVENTS.name(StackResource.TOPIC_PREFIX));
    api().post(PATH + "/" + aside.id() + "/retry").then().statusCode(204);
    awaitAside(event, aside.setAsideAt().toEpochMilli());

    // when it is dropped, then it is gone, and there is nothing more to be done with it
    api().delete(PATH + "/" + aside.id()).then().statusCode(204);
    assertThat(list()).noneMatch(one -> one.eventId().equals(event));
    api().delete(PATH + "/" + aside.id()).then().statusCode(404);
    api().post(PATH + "/" + aside.id() + "/retry").then().statusCode(404);
  }

  private UUID appendTooLarge() throws SQLException {
    UUID event = UUID.randomUUID();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO outbox (topic, key, event_id, event_type, body)
                VALUES (?, 'large', ?, 'dev.plimsoll.test.v1', to_json(repeat('x', 2000000))::text)
                """)) {
      insert.setString(1, Topic.SYNC_EVENTS.name(StackResource.TOPIC_PREFIX));
      insert.setObject(2, event);
      insert.executeUpdate();
    }
    return event;
  }

  private static SetAsideMessage awaitAside(UUID event, long after) {
    return await("it is set aside")
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                list().stream()
                    .filter(one -> one.eventId().equals(event))
                    .filter(one -> one.setAsideAt().toEpochMilli() > after)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static List<SetAsideMessage> list() {
    String answer = api().get(PATH).then().statusCode(200).extract().asString();
    return List.of(Json.read(answer, SetAsideMessage[].class));
  }
}
