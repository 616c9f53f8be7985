package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.sizing.BuildOption;
import java.time.Duration;

/// A build under way, which keeps what it was given until it ends.
///
/// @param start after the plan's start
/// @param sorted its scan and sort are behind it: its workers have left, and one process goes on
/// @param asleep that process waits for old snapshots, and keeps no core busy
public record Running(
    Job job, BuildOption option, Lane lane, Duration start, boolean sorted, boolean asleep) {}
