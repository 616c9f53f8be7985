/// What every server that runs as a child process needs: to be found again by its pid file, and to
/// be stopped when this JVM cannot do so.
@NullMarked
package dev.plimsoll.devstack.server;

import org.jspecify.annotations.NullMarked;
