package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.ApiClient.Tagged;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.extract.ReadingOptions;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "edit",
    description = {
      "Change what is given of a schedule, from its next run on; the rest stays. A run under way ends"
          + " as it began. Due times count from the last one, or from --first-at.",
      "Options of increments take the place of all that were given before, and so do those of"
          + " Iceberg tables.",
      "Exit 1 where somebody else has edited it meanwhile."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll schedule edit orders --every 5m --reason 'sales want it sooner'",
      "  ./plimsoll schedule edit orders --table shop.orders --table shop.items --workers 4"
    })
final class EditScheduleCommand extends SyncApiCommand {
  @Parameters(paramLabel = "NAME", description = "As schedule list shows it.")
  private String name = "";

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description =
          "schema.table, with * for any run of characters; repeatable. Those given replace all that"
              + " are there.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--every",
      paramLabel = "HOW-LONG",
      description = "From one due time to the next, 10s to 366d, for example 15m or 24h.")
  private @Nullable String every;

  @Option(
      names = "--into",
      paramLabel = "TARGET",
      description = "A source's name, PostgreSQL, to load into.")
  private @Nullable String target;

  @Option(
      names = "--first-at",
      paramLabel = "TIME",
      description = "A due time, from which the others are counted, such as 2026-12-01T02:00:00Z.")
  private @Nullable String firstAt;

  @Option(
      names = "--verify",
      negatable = true,
      description = "End each run when its rows were compared, or make no receipts.")
  private @Nullable Boolean verify;

  @Mixin private final ReadingOptions reading = new ReadingOptions();
  @Mixin private final RecordOptions record = new RecordOptions();

  @Override
  protected int run(SyncApi sync) {
    Tagged<ScheduleView> known = sync.taggedSchedule(name);
    ScheduleView before = known.value();
    ScheduleView schedule =
        sync.edit(
            new ScheduleRequest(
                name,
                every == null ? before.every() : Spans.parse(every),
                reading.edited(before.extract(), tables, target),
                CreateScheduleCommand.time(firstAt),
                verify == null ? before.verify() : verify,
                record.by(),
                record.reason()),
            known.tag());
    return answer(schedule, ScheduleText.line(schedule), "schedule show " + name);
  }
}
