package dev.plimsoll.contracts.plan;

/// `GET /api/v1/presets` of the planner: a load line by name.
///
/// @param description its machine, and the source of its figures
public record CapacityPreset(String name, String description, Capacity capacity) {}
