package dev.plimsoll.sync.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.SetAsideMessage;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// What Kafka never takes is seen over HTTP, tried again and dropped, while the service goes on.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class OutboxIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PATH = "/api/v1/outbox";

  @Inject DataSource own;

  @Test
  void aMessageThatIsSetAsideIsTriedAgainOrDropped() throws SQLException {
    // given one that is larger than a producer takes
    UUID event = appendTooLarge();

    // then it is set aside, and said to be
    SetAsideMessage aside = awaitAside(event, Instant.EPOCH);
    assertThat(aside.reason()).contains("RecordTooLarge");
    assertThat(aside.bytes()).isGreaterThan(2_000_000);

    // when it is tried again, then it is set aside once more
    SyncApi.request().post(PATH + "/" + aside.id() + "/retry").then().statusCode(204);
    SetAsideMessage again = awaitAside(event, aside.setAsideAt());
    assertThat(again.id()).isEqualTo(aside.id());

    // when it is dropped, then it is gone, and there is nothing more to be done with it
    SyncApi.request().delete(PATH + "/" + aside.id()).then().statusCode(204);
    assertThat(list()).noneMatch(one -> one.eventId().equals(event));
    SyncApi.request().delete(PATH + "/" + aside.id()).then().statusCode(404);
    SyncApi.request().post(PATH + "/" + aside.id() + "/retry").then().statusCode(404);
  }

  private UUID appendTooLarge() throws SQLException {
    UUID event = UUID.randomUUID();
    try (Connection connection = own.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO outbox (topic, key, event_id, event_type, body)
                VALUES (?, 'large', ?, 'dev.plimsoll.sync.read_task.v1',
                        to_json(repeat('x', 2000000))::text)
                """)) {
      insert.setString(1, StackResource.TOPIC_PREFIX + "sync.events");
      insert.setObject(2, event);
      insert.executeUpdate();
    }
    return event;
  }

  private static SetAsideMessage awaitAside(UUID event, Instant since) {
    return await("it is set aside")
        .atMost(PATIENCE)
        .until(
            () ->
                list().stream()
                    .filter(one -> one.eventId().equals(event) && one.setAsideAt().isAfter(since))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static List<SetAsideMessage> list() {
    String answer = SyncApi.request().get(PATH).then().statusCode(200).extract().asString();
    return Arrays.asList(Json.read(answer, SetAsideMessage[].class));
  }
}
