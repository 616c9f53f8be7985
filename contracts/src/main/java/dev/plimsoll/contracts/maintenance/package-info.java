/// Maintenance of databases over HTTP: settings, status, actions, sizes.
@NullMarked
package dev.plimsoll.contracts.maintenance;

import org.jspecify.annotations.NullMarked;
