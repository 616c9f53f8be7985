package dev.plimsoll.contracts.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a job that the planner runs has set going, or the build that a job shows.
///
/// @param reference of the plan, extract, load or build; absent before there is one
/// @param detail what it waits for, or how far it is
public record JobOrderView(@Nullable UUID reference, String detail) {}
