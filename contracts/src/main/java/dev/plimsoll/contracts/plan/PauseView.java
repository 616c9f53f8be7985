package dev.plimsoll.contracts.plan;

/// The answer of `POST …/pause` and `…/resume` of the planner.
///
/// @param by empty where it is not paused
/// @param running builds that go on to their end, since CREATE INDEX CONCURRENTLY cannot pause
public record PauseView(boolean paused, String by, int running, String detail) {}
