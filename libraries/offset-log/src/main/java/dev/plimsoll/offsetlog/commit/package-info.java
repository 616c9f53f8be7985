/// Commits: files and batches become durable with their offsets in the answer.
@NullMarked
package dev.plimsoll.offsetlog.commit;

import org.jspecify.annotations.NullMarked;
