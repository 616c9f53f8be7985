/// Audits over HTTP, in health and in metrics.
@NullMarked
package dev.plimsoll.materializer.audit;

import org.jspecify.annotations.NullMarked;
