package dev.plimsoll.contracts.advice;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What to drop and what to mend in a database.
///
/// @param asOf the server's clock
/// @param countedSince since when scans of indexes are counted there
/// @param tables looked at
/// @param indexes looked at
/// @param findings the most urgent first
/// @param withheld what may be so but is not known
public record HealthAdvice(
    Instant asOf,
    Instant countedSince,
    int tables,
    int indexes,
    List<Finding> findings,
    List<Withheld> withheld) {
  public HealthAdvice {
    findings = List.copyOf(findings);
    withheld = List.copyOf(withheld);
  }

  public HealthAdvice with(List<Finding> others) {
    return new HealthAdvice(asOf, countedSince, tables, indexes, others, withheld);
  }

  /// @param code for example `index-unused`
  /// @param priority 1 (now) to 4 (when there is time)
  /// @param table null where it is not about one
  /// @param evidence numbers with their unit in the name
  /// @param gainBytes disk that it frees; 0 for none, and where it is not known
  /// @param sql statements in order, each outside of a transaction block
  /// @param undo statement that brings a dropped index back; empty for none
  /// @param object what it is about: its kind and its names in the catalog, for example `index`,
  ///     `public`, `orders_customer_idx`; with the code it is the finding's identity
  /// @param id of the finding of a registered database; null where nothing is kept
  /// @param dismissedBy who and why; null unless dismissed
  public record Finding(
      String code,
      int priority,
      @Nullable QualifiedName table,
      String subject,
      String rationale,
      Map<String, Double> evidence,
      long gainBytes,
      String cost,
      List<String> sql,
      String undo,
      List<String> object,
      @Nullable UUID id,
      @Nullable String dismissedBy) {
    public Finding {
      sql = List.copyOf(sql);
      object = object == null ? List.of() : List.copyOf(object);
    }

    /// As it is kept.
    public Finding known(UUID as, @Nullable String dismissed) {
      return new Finding(
          code, priority, table, subject, rationale, evidence, gainBytes, cost, sql, undo, object,
          as, dismissed);
    }
  }

  /// @param subjects the first ones
  /// @param count of all of them
  public record Withheld(String code, String why, List<String> subjects, long count) {
    public Withheld {
      subjects = List.copyOf(subjects);
    }
  }
}
