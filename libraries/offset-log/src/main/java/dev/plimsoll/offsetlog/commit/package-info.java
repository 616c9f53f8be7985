/// The synchronous ingress paths: files and single batches whose offsets are given and answered at
/// once.
@NullMarked
package dev.plimsoll.offsetlog.commit;

import org.jspecify.annotations.NullMarked;
