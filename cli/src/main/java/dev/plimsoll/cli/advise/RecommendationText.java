package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.advice.RecommendationView.Measured;
import dev.plimsoll.contracts.advice.RecommendationView.Outcome;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A recommendation as text.
final class RecommendationText {
  private static final String INDENT = "   ";

  private RecommendationText() {}

  /// @param text for example `did-not-pay`; null for any
  static @Nullable State state(@Nullable String text) {
    return text == null
        ? null
        : Usage.checked(
            "no state of a recommendation: ",
            () -> State.valueOf(text.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  static List<String> lines(RecommendationView one) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Printable.line(
            "%s of %s, %s"
                .formatted(
                    IndexAdviceText.brief(one.index().table(), one.index().definition()),
                    one.database(),
                    Words.state(one.rawState()))));
    lines.add(
        "proposed %s, last %s"
            .formatted(Amounts.moment(one.proposedAt()), Amounts.moment(one.seenAt())));
    if (one.dismissedBy() != null) {
      lines.add(
          Printable.line(
              "dismissed by %s%s"
                  .formatted(
                      one.dismissedBy(),
                      one.dismissedAt() == null ? "" : ", " + Amounts.moment(one.dismissedAt()))));
    }
    IndexAdviceText.add(one.index(), lines);
    Outcome outcome = one.outcome();
    if (outcome != null) {
      lines.add("");
      lines.add(
          Printable.line(
              "built as %s, seen %s: %s"
                  .formatted(
                      outcome.indexName(), Amounts.moment(outcome.builtAt()), outcome.verdict())));
      outcome.statements().forEach(measured -> lines.add(INDENT + line(measured)));
      if (!outcome.dropSql().isEmpty()) {
        lines.add(INDENT + Printable.line(outcome.dropSql()) + ";");
      }
    }
    return lines;
  }

  private static String line(Measured measured) {
    Double after = measured.meanAfter();
    return Printable.line(
        "%s: %s before (%s), %s"
            .formatted(
                measured.id(),
                IndexAdviceText.millis(measured.meanBefore()),
                Amounts.count(measured.callsBefore(), "call"),
                after == null
                    ? "not known after"
                    : "%s after (%s)"
                        .formatted(
                            IndexAdviceText.millis(after),
                            Amounts.count(measured.callsAfter(), "call"))));
  }
}
