package dev.plimsoll.contracts.log;

import dev.plimsoll.contracts.problem.Problem;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/files` of the materializer with a file a line: the outcome of one, either a file
/// or a problem.
///
/// @param line of the request, from 1
public record AppendedLine(long line, @Nullable AppendedFile file, @Nullable Problem problem) {}
