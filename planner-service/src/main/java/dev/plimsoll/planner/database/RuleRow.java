package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.KeyRule;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/// A rule of a database.
@Embeddable
public class RuleRow {
  @Column(name = "tables")
  private String tables;

  @Column(name = "definition")
  private String definition;

  /// For Hibernate.
  @SuppressWarnings("NullAway.Init")
  protected RuleRow() {}

  RuleRow(KeyRule rule) {
    this.tables = rule.tables();
    this.definition = Json.write(rule.definition());
  }

  KeyRule toRule() {
    return new KeyRule(tables, Json.read(definition, IndexDefinition.class));
  }
}
