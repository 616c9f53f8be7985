/// What a check is asked for: windows, thresholds, limits, standbys.
@NullMarked
package dev.plimsoll.health.request;

import org.jspecify.annotations.NullMarked;
