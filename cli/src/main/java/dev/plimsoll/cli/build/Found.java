package dev.plimsoll.cli.build;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;

/// What a word on the command line turned out to mean.
sealed interface Found {
  record OneBuild(BuildView build) implements Found {}

  record OnePlan(PlanView plan) implements Found {}

  record OneDatabase(String name) implements Found {}
}
