/// Workflows of jobs: `plimsoll job`.
@NullMarked
package dev.plimsoll.cli.job;

import org.jspecify.annotations.NullMarked;
