/// Workflows written down in files.
@NullMarked
package dev.plimsoll.cli.job.file;

import org.jspecify.annotations.NullMarked;
