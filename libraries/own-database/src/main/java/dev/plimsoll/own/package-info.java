/// A service's own database: limits of its sessions, and its schema's migration at the start.
@NullMarked
package dev.plimsoll.own;

import org.jspecify.annotations.NullMarked;
