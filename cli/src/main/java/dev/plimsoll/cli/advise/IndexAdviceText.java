package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.AdvisedIndex.Affected;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice.Gain;
import dev.plimsoll.contracts.advice.IndexAdvice.Modelled;
import dev.plimsoll.contracts.advice.IndexAdvice.Source;
import dev.plimsoll.contracts.advice.IndexAdvice.Total;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Proposed indexes as text: a table, then each with its reason, then what is not proposed.
final class IndexAdviceText {
  private static final String INDENT = "   ";
  private static final int STATEMENTS = 5;
  private static final int NOT_PROPOSED = 10;

  private IndexAdviceText() {}

  /// Those that are not dismissed, or all.
  static List<AdvisedIndex> shown(IndexAdvice advice, boolean all) {
    return advice.indexes().stream().filter(one -> all || one.dismissedBy() == null).toList();
  }

  /// @param all with indexes that are dismissed
  static List<String> lines(IndexAdvice advice, boolean all, int width) {
    List<AdvisedIndex> shown = shown(advice, all);
    int dismissed = advice.indexes().size() - shown.size();
    List<String> lines = new ArrayList<>();
    lines.add(Printable.line(evidence(advice)));
    if (advice.indexes().isEmpty()) {
      lines.add("no index is proposed");
    } else {
      lines.add(Printable.line(total(advice.total())));
      if (!shown.isEmpty()) {
        lines.add("");
        lines.addAll(table(shown, width));
        shown.forEach(index -> add(index, lines));
      }
    }
    if (dismissed > 0) {
      lines.add("");
      lines.add(
          "%s dismissed, and left out of all but the total: --all shows %s"
              .formatted(
                  dismissed == 1 ? "1 index is" : Amounts.count(dismissed) + " indexes are",
                  dismissed == 1 ? "it" : "them"));
    }
    if (!advice.notProposed().isEmpty()) {
      lines.add("");
      lines.add("not proposed:");
      advice.notProposed().stream()
          .limit(NOT_PROPOSED)
          .forEach(
              one ->
                  lines.add(
                      INDENT
                          + Printable.line(
                              brief(one.table(), one.definition()) + ": " + one.reason())));
      more(advice.notProposed().size() - NOT_PROPOSED, lines);
    }
    section(
        "no index can help:",
        advice.schema().stream()
            .map(one -> "%s of the time: %s".formatted(percent(one.share()), one.text()))
            .toList(),
        lines);
    section("slower by more than 10 %:", advice.slower(), lines);
    section("statements that could not be read or run:", advice.unread(), lines);
    section("to be known:", advice.notes(), lines);
    return lines;
  }

  private static String evidence(IndexAdvice advice) {
    String statements = Amounts.count(advice.evidence().statements(), "statement");
    return advice.evidence().source() == Source.WORKLOAD
        ? "by %s of the workload".formatted(statements)
        : "by %s of pg_stat_statements, counted since %s"
            .formatted(
                statements,
                advice.evidence().since() == null
                    ? "the server's start"
                    : Amounts.moment(advice.evidence().since()));
  }

  private static String total(Total total) {
    String gap = gap(total.modelled());
    return "all of it: %s before, %s after (%s), %s%s"
        .formatted(
            amount(total.before(), total.gain()),
            amount(total.after(), total.gain()),
            times(total.before(), total.after()),
            known(total.gain()),
            gap.isEmpty() ? "" : "; " + gap);
  }

  private static String gap(Modelled modelled) {
    Double greedy = modelled.greedyGap();
    return modelled.exact() == null
        ? "chosen by greed, without a proof"
        : greedy == null
            ? ""
            : String.format(
                Locale.ROOT, "the best set by cost, greed is %.1f %% off", 100 * greedy);
  }

  private static List<String> table(List<AdvisedIndex> indexes, int width) {
    return new RowTable<AdvisedIndex>()
        .left("INDEX", index -> brief(index.table(), index.definition()))
        .right("PHASE", AdvisedIndex::priority)
        .left("IMPACT", AdvisedIndex::impact)
        .right("SAVES", index -> percent(index.savedShare()))
        .right("SIZE", index -> Amounts.bytes(index.bytes()))
        .rightIfRoom("STATEMENTS", index -> index.affected().size())
        .leftIfRoom("GAIN", IndexAdviceText::gain)
        .lines(indexes, width);
  }

  private static String gain(AdvisedIndex index) {
    if (index.affected().isEmpty()) {
      return "";
    }
    Affected most = index.affected().getFirst();
    return "%s -> %s"
        .formatted(amount(most.before(), most.gain()), amount(most.after(), most.gain()));
  }

  /// One with its reason, its statements and what it costs.
  static void add(AdvisedIndex index, List<String> lines) {
    lines.add("");
    lines.add(
        Printable.line(
            "%d  %s  saves %s, takes %s%s"
                .formatted(
                    index.priority(),
                    brief(index.table(), index.definition()),
                    percent(index.savedShare()),
                    Amounts.bytes(index.bytes()),
                    index.id() == null ? "" : "  (" + Ids.shortId(index.id()) + ")")));
    if (index.dismissedBy() != null) {
      lines.add(INDENT + Printable.line("Dismissed by " + index.dismissedBy()));
    }
    lines.add(INDENT + Printable.line(index.rationale()));
    index.affected().stream()
        .limit(STATEMENTS)
        .forEach(
            one ->
                lines.add(
                    INDENT
                        + Printable.line(
                            "%s, %s of the time, %s -> %s (%s, %s): %s"
                                .formatted(
                                    calls(one.calls()),
                                    percent(one.share()),
                                    amount(one.before(), one.gain()),
                                    amount(one.after(), one.gain()),
                                    times(one.before(), one.after()),
                                    known(one.gain()),
                                    one.text().isEmpty() ? one.id() : one.text()))));
    more(index.affected().size() - STATEMENTS, lines);
    lines.add(
        INDENT
            + "Cost: %s to %s of disk; %s written so far would have added %s"
                .formatted(
                    Amounts.bytes(index.range().lowBytes()),
                    Amounts.bytes(index.range().highBytes()),
                    Amounts.count(index.writes().inserts() + index.writes().updates(), "row"),
                    Amounts.count(index.writes().entries())
                        + (index.writes().entries() == 1 ? " entry" : " entries")));
    lines.add(INDENT + Printable.line(index.createSql()) + ";");
  }

  /// @param all with indexes that are dismissed
  static List<String> script(IndexAdvice advice, boolean all) {
    List<String> lines = new ArrayList<>();
    for (AdvisedIndex index : shown(advice, all)) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(
          "-- "
              + Printable.line(
                  "priority %d, index-wanted on %s, saves %s: %s"
                      .formatted(
                          index.priority(),
                          index.table(),
                          percent(index.savedShare()),
                          index.rationale())));
      lines.add(Printable.line(index.createSql()) + ";");
    }
    return lines;
  }

  /// For example `shop.orders (customer_id, id)`.
  static String brief(QualifiedName table, IndexDefinition definition) {
    return table + definition.toString().replaceFirst("^index", "");
  }

  private static void section(String title, List<String> entries, List<String> lines) {
    if (!entries.isEmpty()) {
      lines.add("");
      lines.add(title);
      entries.stream().limit(NOT_PROPOSED).forEach(one -> lines.add(INDENT + Printable.line(one)));
      more(entries.size() - NOT_PROPOSED, lines);
    }
  }

  private static void more(int others, List<String> lines) {
    if (others > 0) {
      lines.add(INDENT + "and " + Amounts.count(others) + " more (--json has all)");
    }
  }

  private static String calls(long calls) {
    return Amounts.count(calls, "call");
  }

  static String percent(double share) {
    return Amounts.percent(share) + " %";
  }

  /// Milliseconds, or units of cost.
  static String amount(double value, Gain gain) {
    if (gain == Gain.COST) {
      return String.format(Locale.ROOT, value < 10 ? "cost %.1f" : "cost %,.0f", value);
    }
    return millis(value);
  }

  static String millis(double millis) {
    return millis < 10
        ? String.format(Locale.ROOT, "%.2f ms", millis)
        : millis < 1_000
            ? String.format(Locale.ROOT, "%.0f ms", millis)
            : Amounts.millis(Math.round(millis));
  }

  private static String times(double before, double after) {
    return after <= 0 || before < after
        ? String.format(Locale.ROOT, "%+.0f %%", 100 * (after - before) / Math.max(1e-9, before))
        : String.format(Locale.ROOT, "%.1f x", before / after);
  }

  private static String known(Gain gain) {
    return gain == Gain.COST ? "by the planner's cost" : Words.state(gain);
  }
}
