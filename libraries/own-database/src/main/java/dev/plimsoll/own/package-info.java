/// A service's own database: limits of its sessions, and migrations alone.
@NullMarked
package dev.plimsoll.own;

import org.jspecify.annotations.NullMarked;
