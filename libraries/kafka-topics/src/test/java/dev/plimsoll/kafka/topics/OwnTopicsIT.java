package dev.plimsoll.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.message.Topic.Owner;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ProcessAdmin;
import dev.plimsoll.testkit.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

final class OwnTopicsIT {
  private static final Map<Topic, Integer> PLANNERS =
      Topic.ownedBy(Owner.PLANNER).stream()
          .collect(Collectors.toMap(topic -> topic, Topic::partitions));

  private final String prefix = UUID.randomUUID() + ".";
  private final Map<String, Object> kafka =
      Map.of("bootstrap.servers", Stack.get().kafkaBootstrap());

  @Test
  void makesTheOwnersTopicsAndNoOthers() throws Exception {
    assertThat(ensure()).isEqualTo(PLANNERS);
    try (Admin admin = Admin.create(kafka)) {
      // The broker that answers may hear a moment later of what was created.
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(admin.listTopics().names().get())
                      .filteredOn(name -> name.startsWith(prefix))
                      .containsExactlyInAnyOrderElementsOf(
                          PLANNERS.keySet().stream().map(topic -> topic.name(prefix)).toList()));
    }
  }

  @Test
  void leavesWhatIsThereAsItIs() throws Exception {
    // given a lane that somebody has given more slots
    ensure();
    try (Admin admin = Admin.create(kafka)) {
      admin
          .createPartitions(
              Map.of(Topic.BUILD_COMMANDS_SMALL.name(prefix), NewPartitions.increaseTo(6)))
          .all()
          .get();
    }

    // when, then
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(ensure())
                    .containsEntry(Topic.BUILD_COMMANDS_SMALL, 6)
                    .containsEntry(Topic.BUILD_COMMANDS_LARGE, 1));
  }

  @Test
  void deadLettersThatFindNoRoomGetIt() throws Exception {
    try (Admin admin = Admin.create(kafka)) {
      // given topics that an older version has made, of which somebody has given one more room
      ensure();
      limit(admin, Topic.BUILD_COMMANDS_DLQ, "1048588");
      limit(admin, Topic.BUILD_EVENTS_DLQ, "9000000");
      limit(admin, Topic.BUILD_EVENTS, "500000");

      // when
      ensure();

      // then
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                assertThat(limit(admin, Topic.BUILD_COMMANDS_DLQ)).isEqualTo("2097152");
                assertThat(limit(admin, Topic.BUILD_EVENTS_DLQ)).isEqualTo("9000000");
                assertThat(limit(admin, Topic.BUILD_EVENTS)).isEqualTo("500000");
              });
    }
  }

  /// As a process of its own.
  private Map<Topic, Integer> ensure() {
    try (ProcessAdmin admin = new ProcessAdmin(kafka, "test", Duration.ofSeconds(30))) {
      return new OwnTopics(admin, prefix).ensure(Owner.PLANNER);
    }
  }

  private ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.name(prefix));
  }

  private String limit(Admin admin, Topic topic) throws Exception {
    return admin
        .describeConfigs(List.of(resource(topic)))
        .all()
        .get()
        .get(resource(topic))
        .get("max.message.bytes")
        .value();
  }

  private void limit(Admin admin, Topic topic, String bytes) throws Exception {
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
    // The broker that answers may hear a moment later of what was created.
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              admin.incrementalAlterConfigs(Map.of(resource(topic), List.of(set))).all().get();
              return limit(admin, topic).equals(bytes);
            });
  }

  @Test
  void severalProcessesAtOnceAllFindThem() throws Exception {
    int processes = 6;
    CyclicBarrier together = new CyclicBarrier(processes);
    List<Future<Map<Topic, Integer>>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < processes; i++) {
        answers.add(
            threads.submit(
                () -> {
                  together.await();
                  return ensure();
                }));
      }
    }
    for (Future<Map<Topic, Integer>> answer : answers) {
      assertThat(answer.get()).isEqualTo(PLANNERS);
    }
  }

  @Test
  void saysThatKafkaDoesNotAnswer() {
    ProcessAdmin nowhere =
        new ProcessAdmin(
            Map.of("bootstrap.servers", "127.0.0.1:1"), "test", Duration.ofMillis(1_500));
    OwnTopics unreachable = new OwnTopics(nowhere, prefix);
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> unreachable.ensure(Owner.SYNC))
        .withMessageContaining("127.0.0.1:1")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE));
    nowhere.close();
  }
}
