package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.log.LogOffset;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogStart;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The walk of every verb that asks the materializer.
final class LogCases {
  private static final String AUDIT = "GET /audit?topicPrefix=&full=";

  private static final String OBJECTS = "GET /audit/objects?after=";

  private static final AuditFinding MISSING =
      new AuditFinding("object-missing", "", 0, 0, "log/7 in b", "no such object");

  private LogCases() {}

  static List<Case> all() {
    return Stream.of(audits(), topics(), records(), reading(), positions(), quarantine(), shards())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> topics() {
    LogTopic clicks = new LogTopic("clicks", 16, 1_200, 64_000, true, 604_800_000L, 10L << 30);
    LogTopic plain = new LogTopic("clicks", 1, 0, 0, false, null, null);
    String list = "GET /topics";
    String create = "topic create clicks --partitions 16 --retain-for 7d --owns-objects";
    String alter = "topic edit clicks --partitions 32 --retain-bytes none";
    return List.of(
        ok("topic list", list, List.of(clicks), 0, "clicks          16   64,000    1,200"),
        new Case(
            "empty", "topic list", api -> api.on(list, List.of()), 0, "The log has no topics."),
        refused("topic list", list, ErrorCode.UNAUTHENTICATED, 4),
        ok(create, "POST /topics", clicks, 0, "kept for 7d, 10.0 GiB a partition"),
        ok("topic create clicks", "POST /topics", plain, 0, "1 partition, kept for ever"),
        refused(create, "POST /topics", ErrorCode.CONFLICT, 1),
        ok(alter, "PATCH /topics/clicks", clicks, 0, "16 partitions"),
        refused(alter, "PATCH /topics/clicks", ErrorCode.NOT_FOUND, 3),
        ok("topic remove clicks --yes", "DELETE /topics/clicks", Map.of(), 0, "clicks is deleted"),
        refused("topic remove clicks --yes", "DELETE /topics/clicks", ErrorCode.NOT_FOUND, 3));
  }

  private static List<Case> records() {
    String command = "topic remove-records clicks --partition 3 --before 1000 --yes";
    String call = "DELETE /topics/clicks/partitions/3/records?before=1000";
    return List.of(
        ok(command, call, new LogStart("clicks", 3, 1_000), 0, "clicks/3 begins at offset 1000"),
        ok(command, call, new LogStart("clicks", 3, 960), 0, "Whole segments go alone"),
        new Case(
            "empty",
            "topic remove-records clicks --partition 3 --before 0 --yes",
            api ->
                api.on(
                    "DELETE /topics/clicks/partitions/3/records?before=0",
                    new LogStart("clicks", 3, 0)),
            0,
            "clicks/3 begins at offset 0"),
        refused(command, call, ErrorCode.NOT_FOUND, 3),
        refused(command, call, ErrorCode.INVALID_REQUEST, 2));
  }

  private static List<Case> reading() {
    String partition = "GET /topics/clicks/partitions";
    String partitions = partition;
    List<LogPartition> both =
        List.of(
            new LogPartition("clicks", 0, 100, 64_000, 1_200, 3),
            new LogPartition("clicks", 3, 0, 0, 0, 0));
    String earliest = partition + "/3/offsets?at=earliest";
    String fetch = partition + "/3/fetch?offset=%d&maxRecords=100000&maxBytes=67108864";
    LogFetch found =
        new LogFetch(
            List.of(
                new BatchCommitted(
                    "clicks",
                    3,
                    990,
                    20,
                    "p",
                    0,
                    7,
                    new ObjectRange("logs", "clicks/0007", 4_096, 512),
                    Instant.parse("2026-01-31T12:00:00Z"))),
            1_010,
            0,
            64_000);
    String command = "topic fetch clicks --partition 3";
    String at = "topic offsets clicks --at 2026-01-31T12:00:00Z";
    String atTime = "/offsets?at=2026-01-31T12%3A00%3A00Z";
    return List.of(
        ok("topic offsets clicks", partitions, both, 0, "0        100           64000"),
        refused("topic offsets clicks", partitions, ErrorCode.NOT_FOUND, 3),
        new Case(
            "ok",
            at,
            api ->
                api.on(partitions, both)
                    .on(partition + "/0" + atTime, offset(0, 1_500))
                    .on(partition + "/3" + atTime, offset(3, 0)),
            0,
            "0    1500          0           64000"),
        new Case(
            "error",
            at,
            api ->
                api.on(partitions, both)
                    .refuse(
                        partition + "/0" + atTime, ErrorCode.INVALID_REQUEST, "because of this"),
            2,
            "because of this"),
        new Case(
            "ok",
            command,
            api -> api.on(earliest, offset(3, 0)).on(fetch.formatted(0) + "&waitMillis=0", found),
            0,
            "logs/clicks/0007     990       20       4096    512"),
        new Case(
            "empty",
            command + " --offset 64000 --wait 10s",
            api ->
                api.on(
                    fetch.formatted(64_000) + "&waitMillis=10000",
                    new LogFetch(List.of(), 64_000, 0, 64_000)),
            0,
            "that is the end of the log"),
        refused(
            command + " --offset 64001",
            fetch.formatted(64_001) + "&waitMillis=0",
            ErrorCode.OFFSET_OUT_OF_RANGE,
            1));
  }

  private static List<Case> shards() {
    String flow = "GET /flow";
    LogFlow.ShardWait still =
        new LogFlow.ShardWait(
            5, 1_200, 42.5, 40, true, "topic=clicks", "session pid 7", "Let it end");
    LogFlow waiting = new LogFlow(true, null, 0, 1_200, 42.5, 0, null, null, List.of(still));
    LogFlow idle = new LogFlow(true, null, 0, 0, 0, 0, null, null, List.of());
    return List.of(
        ok("topic shards", flow, waiting, 7, "waits for: session pid 7"),
        ok("topic shards", flow, waiting, 7, "shard 5  1,200 batches"),
        new Case(
            "empty", "topic shards", api -> api.on(flow, idle), 0, "Nothing waits for offsets."),
        refused("topic shards", flow, ErrorCode.UNAUTHENTICATED, 4));
  }

  private static List<Case> quarantine() {
    String list = "GET /quarantine";
    QuarantinedBatches.First first =
        new QuarantinedBatches.First("clicks", 3, "p", 0, 7, "logs", "clicks/0007", 10);
    Instant at = Instant.parse("2026-01-31T12:00:00Z");
    List<QuarantinedBatches> both =
        List.of(
            new QuarantinedBatches(
                7, at, 0, 1, "malformed-message", "PostgreSQL refuses it", first),
            new QuarantinedBatches(8, at, 1, 2, "check-failed", "it holds no batches", null));
    String retry = "quarantine retry 7";
    String drop = "quarantine remove 7 --yes";
    return List.of(
        ok("quarantine list", list, both, 7, "clicks/3, producer p, epoch 0, sequence 7"),
        ok(
            "quarantine list --code check-failed",
            list + "?code=check-failed",
            both,
            7,
            "2 batches"),
        ok("quarantine list", list, both, 7, "2 batches  cannot be read  check-failed"),
        new Case(
            "empty", "quarantine list", api -> api.on(list, List.of()), 0, "Nothing is set aside."),
        refused("quarantine list", list, ErrorCode.UNAUTHENTICATED, 4),
        ok(retry, "POST /quarantine/7/retry", Map.of(), 0, "7 is retried"),
        refused(retry, "POST /quarantine/7/retry", ErrorCode.NOT_FOUND, 3),
        ok(drop, "DELETE /quarantine/7", Map.of(), 0, "7 is removed"),
        refused(drop, "DELETE /quarantine/7", ErrorCode.NOT_FOUND, 3));
  }

  private static LogOffset offset(int partition, long offset) {
    return new LogOffset("clicks", partition, "a time", offset, 0, 64_000);
  }

  private static List<Case> positions() {
    Instant moved = Instant.parse("2026-01-31T12:00:00Z");
    String list = "GET /consumers";
    String one = "GET /consumers/loader/positions";
    return List.of(
        ok(
            "topic consumers",
            list,
            List.of(new ConsumerLag("loader", 2, 1_500, moved), new ConsumerLag("x", 0, 0, null)),
            0,
            "loader             2  1,500  2026-01-31T12:00:00Z"),
        new Case(
            "empty",
            "topic consumers",
            api -> api.on(list, List.of()),
            0,
            "Nobody has put a position."),
        refused("topic consumers", list, ErrorCode.INTERNAL, 1),
        ok(
            "topic consumers loader",
            one,
            List.of(new ConsumerPosition("clicks", 3, 62_500, 64_000, 1_500, moved)),
            0,
            "clicks          3     62500           64000  1,500"),
        new Case(
            "empty",
            "topic consumers loader",
            api -> api.on(one, List.of()),
            0,
            "loader has no position"),
        refused("topic consumers loader", one, ErrorCode.NOT_FOUND, 3));
  }

  private static Case refused(String arguments, String call, ErrorCode code, int exitCode) {
    return new Case(
        "error",
        arguments,
        api -> api.refuse(call, code, "because of this"),
        exitCode,
        "because of this");
  }

  private static List<Case> audits() {
    return List.of(
        ok("topic audit", AUDIT + "false", audit(false), 0, "only what is new was read"),
        ok("topic audit", AUDIT + "false", audit(false), 0, "orders           2       70    1,500"),
        ok("topic audit --full", AUDIT + "true", audit(true), 0, "Nothing is wrong: everything"),
        ok(
            "topic audit --full",
            AUDIT + "true",
            audit(true, new AuditFinding("gap", "orders", 1, 17, "this", "that")),
            7,
            "gap orders/1 at 17: expected this; found that"),
        ok(
            "topic audit --full --topic ord",
            "GET /audit?topicPrefix=ord&full=true",
            audit(true, new AuditFinding("references", "", 0, 0, "2", "3")),
            7,
            "references: expected 2; found 3"),
        new Case(
            "ok",
            "topic audit --objects",
            api -> {
              api.on(
                  OBJECTS + 0,
                  new LogObjectAudit(
                      1_000, 500, 731, false, new CountedFindings(1, List.of(MISSING))));
              api.on(OBJECTS + 731, new LogObjectAudit(1_000, 20, 751, true, CountedFindings.NONE));
            },
            7,
            "1 finding: 520 objects were looked at."),
        refused(
            "topic audit --objects --after 731", OBJECTS + 731, ErrorCode.STORAGE_UNAVAILABLE, 1),
        new Case(
            "empty",
            "topic audit",
            api ->
                api.on(
                    AUDIT + "false",
                    new LogAudit(0, 0, 0, 0, 0, 0, List.of(), false, CountedFindings.NONE)),
            0,
            "There are no such log topics."),
        new Case(
            "error",
            "topic audit",
            api -> api.refuse(AUDIT + "false", ErrorCode.UNAUTHENTICATED, "because of this"),
            4,
            "because of this"));
  }

  private static Case ok(String arguments, String call, Object answer, int exitCode, String says) {
    return new Case("ok", arguments, api -> api.on(call, answer), exitCode, says);
  }

  private static LogAudit audit(boolean full, AuditFinding... findings) {
    return new LogAudit(
        2,
        70,
        1_500,
        0,
        0,
        3,
        List.of(
            new PartitionAudit("orders", 0, 1_000, 50, 1_000, 0, 0, 900),
            new PartitionAudit("orders", 1, 500, 20, 500, 0, 0, 500)),
        full,
        new CountedFindings(findings.length, List.of(findings)));
  }
}
