package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.extract.ReadingOptions;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    description = {
      "Extract tables again and again. Each due time is run once, by whichever service process"
          + " comes first, and no run overlaps another: a due time that comes while one is under"
          + " way is skipped and counted. Those that passed while no service was there are run"
          + " once.",
      "With --into a run merges what is new, so --increment must say what that is."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll schedule create orders --source shop --table shop.orders \\",
      "      --every 15m --into warehouse --increment changed_at",
      "  ./plimsoll schedule create nightly --source shop --table 'shop.*' --every 24h \\",
      "      --first-at 2026-12-01T02:00:00Z --proof file"
    })
final class CreateScheduleCommand extends SyncApiCommand {
  @Parameters(paramLabel = "NAME", description = "1 to 63 letters, digits, - or _.")
  private String name = "";

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      required = true,
      description = "A source's name.")
  private String source = "";

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      required = true,
      description = "schema.table, with * for any run of characters; repeatable.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--every",
      paramLabel = "HOW-LONG",
      required = true,
      description = "From one due time to the next, 10s to 366d, for example 15m or 24h.")
  private String every = "";

  @Option(
      names = "--into",
      paramLabel = "TARGET",
      description =
          "A source's name, PostgreSQL, to load into (default: files and their log alone).")
  private @Nullable String target;

  @Option(
      names = "--first-at",
      paramLabel = "TIME",
      description =
          "The first due time, from which the others are counted, for example"
              + " 2026-12-01T02:00:00Z (default: now).")
  private @Nullable String firstAt;

  @Option(
      names = "--no-verify",
      description =
          "Make no receipts (default: with --into, a run ends when its rows were compared;"
              + " there is no receipt by xmin).")
  private boolean noVerify;

  @Mixin private final ReadingOptions reading = new ReadingOptions();
  @Mixin private final RecordOptions record = new RecordOptions();

  @Override
  protected int run(SyncApi sync) {
    ScheduleView schedule =
        sync.create(
            new ScheduleRequest(
                name,
                Spans.parse(every),
                reading.request(source, tables, target),
                time(firstAt),
                noVerify ? false : null,
                record.by(),
                record.reason()));
    return answer(schedule, ScheduleText.line(schedule), "schedule show " + name);
  }

  static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new PlimsollException(
          ErrorCode.USAGE,
          "a time is like 2026-12-01T02:00:00Z or 2026-12-01T02:00:00+01:00, not '" + text + "'",
          e);
    }
  }
}
