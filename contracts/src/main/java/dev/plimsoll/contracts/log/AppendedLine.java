package dev.plimsoll.contracts.log;

import dev.plimsoll.contracts.problem.Problem;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/files` of the materializer, with a file a line: what became of one.
/// Exactly one of the last two is there.
///
/// @param line of the request, from 1
/// @param file it was kept
/// @param problem it was not
public record AppendedLine(long line, @Nullable AppendedFile file, @Nullable Problem problem) {}
