/// Startup and shutdown, and checks of the server.
@NullMarked
package dev.plimsoll.materializer.startup;

import org.jspecify.annotations.NullMarked;
