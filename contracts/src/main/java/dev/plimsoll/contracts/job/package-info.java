/// Workflows of jobs, and the workers that run them.
@NullMarked
package dev.plimsoll.contracts.job;

import org.jspecify.annotations.NullMarked;
