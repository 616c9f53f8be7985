/// A worker on this machine that runs jobs as commands.
@NullMarked
package dev.plimsoll.cli.job.work;

import org.jspecify.annotations.NullMarked;
