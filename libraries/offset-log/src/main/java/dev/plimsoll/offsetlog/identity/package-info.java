/// Numbers for what has a name: partitions, producers, objects.
@NullMarked
package dev.plimsoll.offsetlog.identity;

import org.jspecify.annotations.NullMarked;
