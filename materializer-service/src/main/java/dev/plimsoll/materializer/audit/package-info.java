/// Proof that the log is what it says: every offset once.
@NullMarked
package dev.plimsoll.materializer.audit;

import org.jspecify.annotations.NullMarked;
