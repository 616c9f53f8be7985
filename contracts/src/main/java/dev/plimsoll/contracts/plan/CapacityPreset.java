package dev.plimsoll.contracts.plan;

/// `GET /api/v1/presets` of the planner: a load line by name.
///
/// @param description what machine it is for, and how its figures come about
public record CapacityPreset(String name, String description, Capacity capacity) {}
