package dev.plimsoll.analysis;

import dev.plimsoll.advice.Advice;
import dev.plimsoll.advice.Recommendation;
import dev.plimsoll.advice.SchemaAdvice;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice.Evidence;
import dev.plimsoll.contracts.advice.IndexAdvice.Gain;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.HealthReport;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.finding.WithheldFinding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers of the two libraries as the records that travel. Texts and lists are bounded.
final class AdviceContract {
  private static final int MOST_TEXT = 500;
  private static final int MOST_INDEXES = 200;
  private static final int MOST_AFFECTED = 50;
  private static final int MOST_LINES = 200;

  private AdviceContract() {}

  static HealthAdvice of(HealthReport report) {
    return new HealthAdvice(
        report.asOf(),
        report.window().since(),
        report.work().tables(),
        report.work().indexes(),
        report.findings().stream().map(AdviceContract::of).toList(),
        report.withheld().stream().map(AdviceContract::of).toList());
  }

  private static HealthAdvice.Finding of(HealthFinding finding) {
    return new HealthAdvice.Finding(
        finding.code().value(),
        finding.priority(),
        finding.subject().table(),
        finding.subject().text(),
        finding.rationale(),
        finding.evidence(),
        finding.gainBytes(),
        finding.cost(),
        finding.sql(),
        finding.remedy().undo(),
        finding.subject().path(),
        null,
        null);
  }

  private static HealthAdvice.Withheld of(WithheldFinding withheld) {
    return new HealthAdvice.Withheld(
        withheld.code().value(),
        withheld.why(),
        withheld.subjects().stream().map(HealthSubject::text).toList(),
        withheld.count());
  }

  /// @param only proposals on these tables; null for all
  /// @param more notes
  static IndexAdvice of(
      Advice advice,
      Evidence evidence,
      Map<String, ObservedStatement> statements,
      @Nullable Collection<QualifiedName> only,
      List<String> more) {
    List<Recommendation> wanted =
        advice.recommendations().stream()
            .filter(one -> only == null || only.contains(one.candidate().table()))
            .toList();
    List<String> notes = new ArrayList<>(advice.notes());
    notes.addAll(more);
    int others = advice.recommendations().size() - wanted.size();
    if (others > 0) {
      notes.add("%d more are proposed on other tables, and left out".formatted(others));
    }
    if (wanted.size() > MOST_INDEXES) {
      notes.add(
          "%d more indexes are proposed than are listed".formatted(wanted.size() - MOST_INDEXES));
    }
    return new IndexAdvice(
        evidence,
        advice.basis().name().toLowerCase(Locale.ROOT),
        total(advice.total()),
        wanted.stream().limit(MOST_INDEXES).map(one -> of(one, statements)).toList(),
        advice.notProposed().stream()
            .filter(one -> only == null || only.contains(one.candidate().table()))
            .limit(MOST_LINES)
            .map(
                one ->
                    new IndexAdvice.NotProposed(
                        one.candidate().table(), one.candidate().definition(), one.reason()))
            .toList(),
        advice.schema().stream().limit(MOST_LINES).map(AdviceContract::of).toList(),
        advice.slower(),
        advice.unread().stream().limit(MOST_LINES).map(AdviceContract::brief).toList(),
        notes);
  }

  private static IndexAdvice.SchemaChange of(SchemaAdvice change) {
    return new IndexAdvice.SchemaChange(
        change.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        change.statement(),
        change.share(),
        change.tables(),
        change.text());
  }

  private static IndexAdvice.Total total(Advice.Total total) {
    Advice.Modelled modelled = total.modelled();
    return new IndexAdvice.Total(
        total.before(),
        total.after(),
        gain(total.gain()),
        new IndexAdvice.Modelled(
            modelled.without(),
            modelled.greedy(),
            modelled.exact(),
            Double.isFinite(modelled.greedyGap()) ? Math.max(0, modelled.greedyGap()) : null));
  }

  private static AdvisedIndex of(Recommendation one, Map<String, ObservedStatement> statements) {
    return new AdvisedIndex(
        one.candidate().table(),
        one.candidate().definition(),
        one.priority(),
        one.impact(),
        one.rationale(),
        one.savedShare(),
        one.affected().stream()
            .limit(MOST_AFFECTED)
            .map(
                affected -> {
                  ObservedStatement statement = statements.get(affected.id());
                  return new AdvisedIndex.Affected(
                      affected.id(),
                      statement == null ? "" : brief(statement.text()),
                      affected.calls(),
                      affected.share(),
                      affected.before(),
                      affected.after(),
                      gain(affected.gain()));
                })
            .toList(),
        one.bytes(),
        one.range(),
        new AdvisedIndex.Writes(
            one.writes().inserts(),
            one.writes().updates(),
            one.writes().hotUpdates(),
            one.writes().entries(),
            one.writes().entryBytes(),
            one.writes().share()),
        one.createSql(),
        null,
        null);
  }

  private static Gain gain(Recommendation.Gain gain) {
    return switch (gain) {
      case MEASURED -> Gain.MEASURED;
      case FORETOLD -> Gain.FORETOLD;
      case COST -> Gain.COST;
    };
  }

  /// On one line.
  private static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= MOST_TEXT ? line : line.substring(0, MOST_TEXT) + " …";
  }
}
