package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.BuildOption;

/// A build with its choices made, to be given a time.
record Task(int id, QualifiedName table, Lane lane, long indexBytes, BuildOption option) {}
