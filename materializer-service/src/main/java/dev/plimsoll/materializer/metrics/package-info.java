/// Metrics of this service. All names begin with `plimsoll_materializer_`.
@NullMarked
package dev.plimsoll.materializer.metrics;

import org.jspecify.annotations.NullMarked;
