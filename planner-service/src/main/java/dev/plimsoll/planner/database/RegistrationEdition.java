package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.plan.DatabaseRegistration;

/// A registration with its edition, both read in one transaction: whoever edits on top of it has
/// seen exactly that.
public record RegistrationEdition(DatabaseRegistration registration, long edition) {}
