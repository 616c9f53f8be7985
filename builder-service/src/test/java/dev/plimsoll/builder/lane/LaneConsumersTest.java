package dev.plimsoll.builder.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.kafka.client.CloudEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LaneConsumersTest {
  private static final String GOOD =
      """
      {"buildId":"0b1f6b7c-6f0e-4a53-9a3e-6f3f5b0f5b11","attempt":1,
       "database":{"name":"shop","revision":3},
       "table":{"schema":"features","name":"clicks"},
       "definition":{"kind":"PRIMARY_KEY","columns":["hashkey"]},
       "indexName":"clicks_pkey","slot":{"lane":"small","partition":3},
       "allocation":{"maintenanceWorkMemBytes":67108864,"parallelWorkers":1,"predictedMillis":1200},
       "ofALaterVersion":{"x":1}}
      """;

  private static BuildCommand read(String body) {
    ConsumerRecord<String, String> command = new ConsumerRecord<>("t", 3, 0, "k", body);
    command
        .headers()
        .add(EventHeaders.TYPE, EventTypes.of(BuildCommand.class).getBytes(StandardCharsets.UTF_8));
    return LaneConsumers.checked(CloudEvent.read(command, BuildCommand.class));
  }

  @Test
  void readsACommandAndIgnoresWhatItDoesNotKnow() {
    BuildCommand build = read(GOOD);
    assertThat(build.table()).hasToString("features.clicks");
    assertThat(read(Json.write(build))).isEqualTo(build);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"attempt\":1            | \"attempt\":0               | attempt",
        "\"lane\":\"small\"       | \"lane\":null               | slot.lane must be given",
        "\"slot\"                 | \"slut\"                    | must be given",
        "\"allocation\"               | \"size\"                    | must be given",
        "\"lane\":\"small\"       | \"lane\":\"tiny\"           | Lane",
        "\"table\"                | \"tabel\"                   | must be given",
        "\"name\":\"clicks\"      | \"name\":\"\"               | table.name",
        "\"schema\":\"features\"  | \"skema\":\"features\"      | table.schema",
        "\"clicks_pkey\"          | \"a\\u0000b\"               | indexName",
        "[\"hashkey\"]            | []                          | at least one column",
        "[\"hashkey\"]            | [\"\"]                      | column",
        "67108864                 | 1000                        | maintenanceWorkMemBytes",
        "\"parallelWorkers\":1    | \"parallelWorkers\":-1      | parallelWorkers",
        "\"revision\":3           | \"revision\":0              | revision",
        "\"name\":\"shop\"        | \"nome\":\"shop\"           | database.name",
        "67108864                 | 9223372036854775807         | maintenanceWorkMemBytes must be at",
        "\"attempt\":1            | \"attempt\":2147483647      | attempt must be at most",
        "0b1f6b7c-6f0e            | not-a-uuid                  | UUID",
      })
  void refusesWhatIsNoCommand(String good, String bad, String named) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("malformed-message: ")
        .hasMessageContaining(named);
  }

  @Test
  void refusesANameLongerThanPostgresKeeps() {
    assertThat(read(GOOD.replace("clicks_pkey", "ü".repeat(31) + "x"))).isNotNull();
    assertThatThrownBy(() -> read(GOOD.replace("clicks_pkey", "ü".repeat(32))))
        .isInstanceOf(MalformedMessageException.class);
  }
}
