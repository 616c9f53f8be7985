package dev.plimsoll.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.contracts.log.LogStart;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TopicCommandsTest extends FakeApiTestCase {
  private static final LogTopic CLICKS = topic("clicks");

  @BeforeEach
  void answer() {
    api.on("POST /topics", CLICKS).on("PATCH /topics/clicks", CLICKS);
  }

  private static LogTopic topic(String name) {
    return new LogTopic(name, 1, 0, 0, false, null, null);
  }

  @Test
  void everyOptionReachesTheService() {
    CommandRun created =
        run(
            "topic",
            "create",
            "clicks",
            "--partitions=16",
            "--retain-for=90m",
            "--retain-bytes=2MB",
            "--owns-objects");
    CommandRun changed =
        run(
            "topic",
            "edit",
            "clicks",
            "--partitions=32",
            "--retain-for=none",
            "--retain-bytes=none",
            "--owns-objects=false");

    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(api.sent("POST /topics", TopicRequest.class))
        .isEqualTo(new TopicRequest("clicks", 16, true, 5_400_000L, 2L << 20));
    assertThat(changed.exitCode()).as(changed.err()).isZero();
    assertThat(api.sent("PATCH /topics/clicks", TopicPatch.class))
        .isEqualTo(new TopicPatch(32, false, -1L, -1L));
  }

  @Test
  void whatIsNotSaidStays() {
    run("topic", "create", "clicks");
    run("topic", "edit", "clicks", "--retain-for=1s");

    assertThat(api.sent("POST /topics", TopicRequest.class))
        .isEqualTo(new TopicRequest("clicks", 1, null, null, null));
    assertThat(api.sent("PATCH /topics/clicks", TopicPatch.class))
        .isEqualTo(new TopicPatch(null, null, 1_000L, null));
  }

  @Test
  void whatIsNoTimeOrSizeIsRefusedHere() {
    List<CommandRun> runs =
        List.of(
            run("topic", "create", "clicks", "--retain-for=often"),
            run("topic", "create", "clicks", "--retain-bytes=much"),
            run("topic", "fetch", "clicks", "--wait=31s"),
            run("topic", "fetch", "clicks", "--max-bytes=all"));

    assertThat(runs).extracting(CommandRun::exitCode).containsOnly(2);
    assertThat(runs.get(2).err()).contains("--wait is at most 30s");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void whichRecordsAreToGoIsNeverGuessed() {
    List<CommandRun> runs =
        List.of(
            run("topic", "remove-records", "clicks", "--before=1000"),
            run("topic", "remove-records", "clicks", "--partition=3"),
            run("topic", "remove-records", "--partition=3", "--before=1000"),
            run("topic", "remove-records", "clicks", "--partition=3", "--before=all"));

    assertThat(runs).extracting(CommandRun::exitCode).containsOnly(2);
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void whatThereIsNoWayBackFromWantsToBeSaid() {
    CommandRun topic = run("topic", "remove", "clicks");
    CommandRun records = run("topic", "remove-records", "clicks", "--partition=3", "--before=1000");

    assertThat(List.of(topic, records)).extracting(CommandRun::exitCode).containsOnly(2);
    assertThat(topic.err()).contains("clicks and all that it holds are deleted", "add --yes");
    assertThat(records.err()).contains("records of clicks/3 before offset 1000", "add --yes");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void onlyWhoLosesLessThanAskedForIsToldWhy() {
    String call = "DELETE /topics/clicks/partitions/3/records?before=1000";
    String[] command = {
      "topic", "remove-records", "clicks", "--partition=3", "--before=1000", "--yes"
    };

    api.on(call, new LogStart("clicks", 3, 1_000));
    assertThat(run(command).err()).doesNotContain("Whole segments");
    // It may also begin later: retention has been there.
    api.on(call, new LogStart("clicks", 3, 2_000));
    assertThat(run(command).err()).doesNotContain("Whole segments");
    api.on(call, new LogStart("clicks", 3, 999));
    assertThat(run(command).err()).contains("Whole segments");
  }

  @Test
  void topicsOfSeveralPagesAreOneList() {
    List<LogTopic> first =
        IntStream.range(0, 500).mapToObj(i -> topic("t%03d".formatted(i))).toList();
    api.on("GET /topics", first).on("GET /topics?after=t499", List.of(topic("u")));

    CommandRun run = run("topic", "list");

    assertThat(run.out().lines()).hasSize(502);
  }
}
