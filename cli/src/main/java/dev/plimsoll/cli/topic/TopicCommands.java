package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogFlow.ShardWait;
import dev.plimsoll.contracts.log.LogOffset;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogStart;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "topic",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Topics of the log: make, change and delete them or their first records, look where they"
            + " begin and end, read and audit them, and see who reads how far.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll topic create clicks --partitions 16 --retain-for 7d",
      "  ./plimsoll topic fetch clicks --partition 3 --offset 1000 --wait 10s",
      "  ./plimsoll topic audit --topic orders."
    },
    subcommands = {
      TopicCommands.ListTopicsCommand.class,
      TopicCommands.CreateTopicCommand.class,
      TopicCommands.EditTopicCommand.class,
      TopicCommands.RemoveTopicCommand.class,
      TopicCommands.RemoveRecordsCommand.class,
      TopicCommands.TopicOffsetsCommand.class,
      FetchRecordsCommand.class,
      TopicCommands.ConsumersCommand.class,
      TopicCommands.ShardsCommand.class,
      AuditCommand.class
    })
public final class TopicCommands {

  @Command(
      name = "list",
      description = "List the topics of the log with what they hold.",
      footer = {"", "Example:", "  ./plimsoll topic list"})
  static final class ListTopicsCommand extends MaterializerApiCommand {
    @Override
    protected int run(MaterializerApi log) {
      return answer(
          log.topics(),
          "The log has no topics.",
          all -> LogText.topics(all, width()),
          "topic create TOPIC --partitions 16",
          first -> "topic offsets " + first.topic());
    }
  }

  @Command(
      name = "create",
      description = "Make a topic of the log. Where it is there, just so, nothing is done.",
      footer = {
        "",
        "Example:",
        "  ./plimsoll topic create clicks --partitions 16 --retain-for 7d --owns-objects"
      })
  static final class CreateTopicCommand extends MaterializerApiCommand {
    @Parameters(paramLabel = "TOPIC", description = "1 to 255 characters.")
    private String topic = "";

    @Option(
        names = "--partitions",
        paramLabel = "N",
        defaultValue = "1",
        description = "How many, numbered from 0 on (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Mixin private final RetentionOptions retention = new RetentionOptions();

    @Override
    protected int run(MaterializerApi log) {
      LogTopic made =
          log.create(
              new TopicRequest(
                  topic,
                  partitions,
                  retention.ownsObjects(),
                  retention.retentionMs(),
                  retention.retentionBytes()));
      return answer(made, LogText.line(made), "topic offsets " + topic);
    }
  }

  abstract static class OneTopicCommand extends MaterializerApiCommand {
    @Parameters(paramLabel = "TOPIC", description = "As topic list shows it.")
    String topic = "";
  }

  @Command(
      name = "edit",
      description = "Add partitions to a topic, change how long its batches stay, or both.",
      footer = {
        "",
        "Example:",
        "  ./plimsoll topic edit clicks --partitions 32 --retain-bytes 10GB \\",
        "      --retain-for none"
      })
  static final class EditTopicCommand extends OneTopicCommand {
    @Option(
        names = "--partitions",
        paramLabel = "N",
        description = "How many there are to be: not fewer than there are.")
    private @Nullable Integer partitions;

    @Mixin private final RetentionOptions retention = new RetentionOptions();

    @Override
    protected int run(MaterializerApi log) {
      LogTopic changed =
          log.change(
              topic,
              new TopicPatch(
                  partitions,
                  retention.ownsObjects(),
                  retention.retentionMs(),
                  retention.retentionBytes()));
      return answer(changed, LogText.line(changed), "topic offsets " + topic);
    }
  }

  @Command(
      name = "remove",
      description =
          "Delete a topic with all that it holds; there is no way back. Objects are deleted, too,"
              + " where the topic owns them and nothing else refers to them.",
      footer = {"", "Example:", "  ./plimsoll topic remove clicks --yes"})
  static final class RemoveTopicCommand extends OneTopicCommand {
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    protected int run(MaterializerApi log) {
      confirmation.require(
          terminal(),
          Printable.line(topic) + " and all that it holds are deleted, and there is no way back",
          topic);
      log.delete(topic);
      return answer(Map.of("deleted", topic), Printable.line(topic) + " is deleted", "topic list");
    }
  }

  @Command(
      name = "remove-records",
      description =
          "Delete the records of a partition before an offset; there is no way back. Whole segments"
              + " go, so a little more may stay, and what log.commits has not told stays in any"
              + " case.",
      footer = {
        "",
        "Example:",
        "  ./plimsoll topic remove-records clicks --partition 3 --before 1000000 --yes"
      })
  static final class RemoveRecordsCommand extends OneTopicCommand {
    @Option(names = "--partition", paramLabel = "N", required = true, description = "Which one.")
    private int partition;

    @Option(
        names = "--before",
        paramLabel = "OFFSET",
        required = true,
        description = "The first record that is wanted: the high watermark at most.")
    private long before;

    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    protected int run(MaterializerApi log) {
      confirmation.require(
          terminal(),
          "the records of %s/%d before offset %d are deleted, and there is no way back"
              .formatted(Printable.line(topic), partition, before),
          topic);
      LogStart start = log.deleteBefore(topic, partition, before);
      String line =
          "%s/%d begins at offset %d"
              .formatted(Printable.line(topic), partition, start.logStartOffset());
      show(start, () -> List.of(line));
      if (start.logStartOffset() < before && !json()) {
        terminal().say("Whole segments go alone, once log.commits has told them.");
      }
      next("topic offsets " + topic);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "offsets",
      description =
          "Show where the partitions of a topic begin and end, or where to begin reading.",
      footer = {"", "Example:", "  ./plimsoll topic offsets clicks --at 2026-01-31T12:00:00Z"})
  static final class TopicOffsetsCommand extends OneTopicCommand {
    @Option(
        names = "--at",
        paramLabel = "TIME",
        description =
            "earliest, latest, or a time: then the first batch with a record of that time or"
                + " after.")
    private @Nullable String at;

    @Override
    protected int run(MaterializerApi log) {
      List<LogPartition> partitions = log.partitions(topic);
      if (at == null) {
        show(partitions, () -> LogText.partitions(partitions, width()));
      } else {
        String moment = at;
        List<LogOffset> offsets =
            partitions.stream()
                .map(partition -> log.offset(topic, partition.partition(), moment))
                .toList();
        show(offsets, () -> LogText.offsets(offsets, width()));
      }
      LogPartition first = partitions.getFirst();
      next(
          "topic fetch %s --partition %d --offset %d"
              .formatted(topic, first.partition(), first.logStartOffset()));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "consumers",
      description =
          "List the consumers of the log with their lag, or how far one of them has come in each"
              + " partition.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll topic consumers",
        "  ./plimsoll topic consumers loader"
      })
  static final class ConsumersCommand extends MaterializerApiCommand {
    @Parameters(
        paramLabel = "CONSUMER",
        arity = "0..1",
        description = "One of them (default: all, without their partitions).")
    private @Nullable String consumer;

    @Override
    protected int run(MaterializerApi log) {
      return consumer == null ? all(log) : one(log, consumer);
    }

    private int all(MaterializerApi log) {
      return answer(
          log.consumers(),
          "Nobody has put a position.",
          all -> LogText.consumers(all, width()),
          "topic list",
          first -> "topic consumers " + first.consumer());
    }

    private int one(MaterializerApi log, String name) {
      return answer(
          log.positions(name),
          Printable.line(name) + " has no position in any topic that is there.",
          all -> LogText.positions(all, width()),
          "topic consumers");
    }
  }

  @Command(
      name = "shards",
      description = {
        "Show what waits for offsets, by shard: how much, since when, which batch is next, and for",
        "whom it waits. Exit 7 where a shard stands still."
      },
      footer = {"", "Example:", "  ./plimsoll topic shards"})
  static final class ShardsCommand extends MaterializerApiCommand {
    @Override
    protected int run(MaterializerApi log) {
      LogFlow flow = log.flow();
      List<ShardWait> shards = flow.shards();
      show(
          flow,
          () ->
              shards.isEmpty()
                  ? List.of("Nothing waits for offsets.")
                  : shards.stream().flatMap(shard -> lines(shard).stream()).toList());
      boolean standing = shards.stream().anyMatch(ShardWait::standsStill);
      next(standing ? "logs materializer" : "status");
      return standing ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private static List<String> lines(ShardWait shard) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "shard %d  %s batches  the oldest since %s%s"
              .formatted(
                  shard.shard(),
                  Amounts.count(shard.waitingBatches()),
                  length(shard.oldestSeconds()),
                  shard.standsStill() ? "  STANDS STILL for " + length(shard.nextSeconds()) : ""));
      add(lines, "  next: ", shard.next());
      add(lines, "  waits for: ", shard.waitsFor());
      add(lines, "  ", shard.fix());
      return lines;
    }

    private static void add(List<String> lines, String heading, @Nullable Object value) {
      if (value != null) {
        lines.add(heading + Printable.line(value.toString()));
      }
    }

    private static String length(double seconds) {
      return Amounts.millis((long) (seconds * 1_000));
    }
  }
}
