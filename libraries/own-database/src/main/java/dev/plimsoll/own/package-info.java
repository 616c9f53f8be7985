/// Sessions of a service's own pool.
@NullMarked
package dev.plimsoll.own;

import org.jspecify.annotations.NullMarked;
