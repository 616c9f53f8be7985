/// Estimation of the number of workers of a scan.
@NullMarked
package dev.plimsoll.scan.workers;

import org.jspecify.annotations.NullMarked;
