package dev.plimsoll.kafka.compacted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatabaseTopicTest {
  private static final String REGISTERED = "dev.plimsoll.database.registered.v1";
  private static final String ADDRESS =
      """
      {"host": "h", "port": 5432, "database": "d", "user": "u", "sslMode": "require",
       "credential": "pgpass"}""";

  private final List<DatabaseEvent> entered = new ArrayList<>();
  private final DatabaseTopic topic = new DatabaseTopic(entered::add);

  @Test
  void aWordOfAnOlderPlannerIsOfAPostgresThatServesAsEverything() {
    topic.take("shop", REGISTERED, body("shop", 3, ADDRESS));

    assertThat(entered)
        .singleElement()
        .isInstanceOfSatisfying(
            DatabaseEvent.Registered.class,
            registered -> {
              assertThat(registered.kind()).isEqualTo(DatabaseKind.POSTGRES);
              assertThat(registered.uses()).containsExactly(DatabaseUse.values());
            });
  }

  @Test
  void typesThatANewerPlannerAddsArePassedOver() {
    topic.take("shop", "dev.plimsoll.database.renamed.v1", "{}");

    assertThat(entered).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"other,3,address", "shop,0,address", "shop,3,"})
  void whatSaysNothingThatCanBeKeptIsRefused(String key, long revision, @Nullable String address) {
    String body = body("shop", revision, address == null ? "null" : ADDRESS);

    assertThatThrownBy(() -> topic.take(key, REGISTERED, body))
        .isInstanceOfAny(MalformedMessageException.class, IllegalArgumentException.class);
    assertThat(entered).isEmpty();
  }

  private static String body(String name, long revision, String address) {
    return "{\"name\": \"%s\", \"revision\": %d, \"since\": 1, \"address\": %s}"
        .formatted(name, revision, address);
  }
}
