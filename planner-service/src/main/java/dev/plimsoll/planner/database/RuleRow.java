package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.KeyRule;
import jakarta.persistence.Embeddable;

@Embeddable
public record RuleRow(String tables, String definition) {
  RuleRow(KeyRule rule) {
    this(rule.tables(), Json.write(rule.definition()));
  }

  KeyRule toRule() {
    return new KeyRule(tables, Json.read(definition, IndexDefinition.class));
  }
}
