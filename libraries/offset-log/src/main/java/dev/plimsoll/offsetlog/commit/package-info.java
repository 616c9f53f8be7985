/// Commits: files and batches are made durable with their offsets, and answered with them.
@NullMarked
package dev.plimsoll.offsetlog.commit;

import org.jspecify.annotations.NullMarked;
