/// Numbers for names: partitions, producers, objects.
@NullMarked
package dev.plimsoll.offsetlog.identity;

import org.jspecify.annotations.NullMarked;
