package dev.plimsoll.contracts.advice;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Indexes that a workload wants, and what is known of them.
///
/// @param basis how costs were found: `hypopg` or `estimated`
/// @param indexes the first to build first
/// @param notProposed what also serves a statement, and why it is not there
/// @param schema what no index can help, and what would
/// @param slower ids of statements that the set slows by more than 10 %
/// @param unread statements that could not be taken, with the reason
/// @param notes what else a reader has to know, a sentence each
public record IndexAdvice(
    Evidence evidence,
    String basis,
    Total total,
    List<AdvisedIndex> indexes,
    List<NotProposed> notProposed,
    List<SchemaChange> schema,
    List<String> slower,
    List<String> unread,
    List<String> notes) {
  public IndexAdvice {
    indexes = List.copyOf(indexes);
    notProposed = List.copyOf(notProposed);
    schema = List.copyOf(schema);
    slower = List.copyOf(slower);
    unread = List.copyOf(unread);
    notes = List.copyOf(notes);
  }

  public IndexAdvice with(List<AdvisedIndex> others) {
    return new IndexAdvice(
        evidence, basis, total, others, notProposed, schema, slower, unread, notes);
  }

  /// Where statements came from.
  ///
  /// @param since when counting began; null where that is not known
  /// @param statements taken, those that took most time
  public record Evidence(Source source, @Nullable Instant since, int statements) {}

  public enum Source {
    STATISTICS,
    WORKLOAD
  }

  /// Of the whole workload, weighted by calls.
  ///
  /// @param before milliseconds, or units of cost where the gain is COST
  /// @param after with all proposed indexes
  /// @param modelled before any measuring
  public record Total(double before, double after, Gain gain, Modelled modelled) {}

  /// How a gain is known.
  public enum Gain {
    /// Both times were measured on a clone of the tables.
    MEASURED,
    /// The time before was observed; the time after is foretold by the planner's costs.
    FORETOLD,
    /// Costs of the planner, which are no times.
    COST
  }

  /// Costs of the choice.
  ///
  /// @param without new indexes
  /// @param greedy of the set chosen by greed
  /// @param exact of the best set; null where no solver was to be had
  /// @param greedyGap share by which greed is above what is proven; null where nothing is
  public record Modelled(
      double without, double greedy, @Nullable Double exact, @Nullable Double greedyGap) {}

  /// Change of the schema, or of a statement, where no index can help.
  ///
  /// @param kind `sort-keys-elsewhere`, `pattern`, `whole-table` or `generic-plan`
  /// @param statement that takes the time: `queryid`, or its name in the workload
  /// @param share of the workload's time that it takes with all proposed indexes, 0 to 1
  /// @param tables that the change is about
  /// @param text what keeps indexes from helping, and what would help
  public record SchemaChange(
      String kind, String statement, double share, List<QualifiedName> tables, String text) {
    public SchemaChange {
      tables = List.copyOf(tables);
    }
  }

  public record NotProposed(QualifiedName table, IndexDefinition definition, String reason) {}
}
