package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.plan.KeyRule;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// A rule of a database.
@Embeddable
public class RuleRow {
  @Column(name = "tables")
  private String tables;

  @Enumerated(EnumType.STRING)
  @JdbcTypeCode(SqlTypes.VARCHAR)
  @Column(name = "kind")
  private IndexDefinition.Kind kind;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(name = "columns", columnDefinition = "text[]")
  private String[] columns;

  /// For Hibernate.
  @SuppressWarnings("NullAway.Init")
  protected RuleRow() {}

  RuleRow(KeyRule rule) {
    this.tables = rule.tables();
    this.kind = rule.definition().kind();
    this.columns = rule.definition().columns().toArray(String[]::new);
  }

  KeyRule toRule() {
    return new KeyRule(tables, new IndexDefinition(kind, List.of(columns)));
  }
}
