package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.sizing.BuildOption;

/// A build to be started now.
///
/// @param option workers that PostgreSQL will be asked for, memory, and what follows from them
/// @param reasoning why these, in words that can stand in a sentence
public record Start(Job job, BuildOption option, Lane lane, String reasoning) {}
