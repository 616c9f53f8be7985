package dev.plimsoll.contracts.plan;

/// What `POST …/pause` and `…/resume` of the planner answer.
///
/// @param by who paused it; empty where it is not paused
/// @param running builds that go on to their end, since CREATE INDEX CONCURRENTLY cannot pause
/// @param detail the same in a sentence
public record PauseView(boolean paused, String by, int running, String detail) {}
