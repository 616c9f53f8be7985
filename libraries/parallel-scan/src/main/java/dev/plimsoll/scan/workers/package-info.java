/// How many workers a scan deserves.
@NullMarked
package dev.plimsoll.scan.workers;

import org.jspecify.annotations.NullMarked;
