/// Sessions of a service's own database.
@NullMarked
package dev.plimsoll.own;

import org.jspecify.annotations.NullMarked;
