package dev.plimsoll.health.capacity;

import static dev.plimsoll.health.finding.FindingText.count;
import static dev.plimsoll.health.finding.FindingText.span;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.TimePartitions;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.postgres.sql.Identifiers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tables by time whose partitions end soon, and rows that fell into DEFAULT.
public final class PartitionsAhead {
  // A table whose newest partition ended long ago is an archive.
  private static final int SPANS_OF_AN_ARCHIVE = 3;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuuMMdd'_'HHmm", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private PartitionsAhead() {}

  public static List<HealthFinding> judge(
      TimePartitions table, Instant asOf, Thresholds thresholds) {
    List<HealthFinding> findings = new ArrayList<>();
    if (table.rowsInDefault() > 0) {
      findings.add(inDefault(table));
    }
    @Nullable HealthFinding ending = ending(table, asOf, thresholds);
    if (ending != null) {
      findings.add(ending);
    }
    return findings;
  }

  private static HealthFinding inDefault(TimePartitions table) {
    return HealthFinding.of(
            FindingCode.PARTITION_DEFAULT_FILLED,
            new HealthSubject.OfTable(table.table()),
            2,
            "about %s rows of %s lie in its DEFAULT partition %s: each new one has to scan it,"
                    .formatted(
                        count(table.rowsInDefault()), table.table(), table.defaultPartition())
                + " and cannot be made for a range whose rows are in it.")
        .with("default_rows", table.rowsInDefault())
        .costing(
            "detach it, make the missing partitions, and insert its rows again: reads miss them"
                + " meanwhile unless it is one transaction");
  }

  private static @Nullable HealthFinding ending(
      TimePartitions table, Instant asOf, Thresholds thresholds) {
    @Nullable Instant to = table.newestTo();
    if (table.endless() || to == null) {
      return null;
    }
    Duration left = Duration.between(asOf, to);
    @Nullable Instant from = table.newestFrom();
    Duration length = from == null ? thresholds.partitionsAhead() : Duration.between(from, to);
    boolean archive =
        left.plus(length.multipliedBy(SPANS_OF_AN_ARCHIVE)).isNegative()
            && table.rowsInDefault() == 0;
    // Partitions of an hour need not last for days.
    Duration wanted =
        length.compareTo(thresholds.partitionsAhead()) < 0 ? length : thresholds.partitionsAhead();
    if (archive || left.compareTo(wanted) >= 0) {
      return null;
    }
    boolean over = left.isNegative() || left.isZero();
    String then =
        table.defaultPartition().isEmpty()
            ? "rows after that are refused"
            : "rows after that fall into " + table.defaultPartition();
    HealthFinding finding =
        HealthFinding.of(
                FindingCode.PARTITION_ENDING,
                new HealthSubject.OfTable(table.table()),
                over ? (table.defaultPartition().isEmpty() ? 1 : 2) : 3,
                "the newest partition of %s %s %s %s, and %s."
                    .formatted(
                        table.table(),
                        over ? "ended at" : "ends at",
                        to,
                        over ? span(left.negated()) + " ago" : "in " + span(left),
                        then))
            .with("seconds_left", left.toSeconds())
            .with("partitions", table.partitions())
            .costing(
                "ACCESS EXCLUSIVE on the DEFAULT partition, if there is one, else SHARE UPDATE"
                    + " EXCLUSIVE, for a moment: set a lock_timeout");
    return from == null ? finding : finding.mendedBy(statement(table, next(table, from, to)));
  }

  /// The partition that follows the newest one, as long as that.
  ///
  /// @param from lower end as PostgreSQL reads it, without quotes
  /// @param to upper end, which is not part of it
  public record NextPartition(QualifiedName name, String from, String to) {}

  /// Null where there is none to go on from, or no end.
  public static @Nullable NextPartition next(TimePartitions table) {
    @Nullable Instant from = table.newestFrom();
    @Nullable Instant to = table.newestTo();
    return table.endless() || from == null || to == null ? null : next(table, from, to);
  }

  private static NextPartition next(TimePartitions table, Instant from, Instant to) {
    OffsetDateTime begin = to.atOffset(ZoneOffset.UTC);
    OffsetDateTime former = from.atOffset(ZoneOffset.UTC);
    return new NextPartition(
        new QualifiedName(
            table.table().schema(),
            table.table().name() + "_p" + (byDays(former, begin) ? DAY : HOUR).format(begin)),
        text(table.type(), begin),
        text(table.type(), after(former, begin)));
  }

  private static String statement(TimePartitions table, NextPartition next) {
    return "CREATE TABLE %s PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s')"
        .formatted(
            Identifiers.quote(next.name()),
            Identifiers.quote(table.table()),
            next.from(),
            next.to());
  }

  private static boolean byDays(OffsetDateTime from, OffsetDateTime to) {
    return Duration.between(from, to).toHours() % 24 == 0;
  }

  /// Months and years differ in length, so they are counted as such.
  private static OffsetDateTime after(OffsetDateTime from, OffsetDateTime to) {
    LocalDate first = from.toLocalDate();
    long months = 12L * (to.getYear() - from.getYear()) + to.getMonthValue() - from.getMonthValue();
    return months > 0 && from.plusMonths(months).equals(to) && first.getDayOfMonth() <= 28
        ? to.plusMonths(months)
        : to.plus(Duration.between(from, to));
  }

  private static String text(String type, OffsetDateTime time) {
    return switch (type) {
      case "date" -> time.toLocalDate().toString();
      case "timestamp with time zone" -> TIME.format(time) + "+00";
      default -> TIME.format(time);
    };
  }
}
