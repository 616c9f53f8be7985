/// ServerIdentity of registered databases: identity, and the settings that were detected.
@NullMarked
package dev.plimsoll.planner.server;

import org.jspecify.annotations.NullMarked;
