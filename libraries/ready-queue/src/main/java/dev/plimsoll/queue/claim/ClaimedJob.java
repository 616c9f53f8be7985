package dev.plimsoll.queue.claim;

/// A job that a worker has got.
///
/// @param claim under which its end is said
/// @param attempt from 1
public record ClaimedJob(long job, long claim, int attempt) {}
