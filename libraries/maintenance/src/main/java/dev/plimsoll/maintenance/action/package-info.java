/// Actions of maintenance: what may be done to a table or an index.
@NullMarked
package dev.plimsoll.maintenance.action;

import org.jspecify.annotations.NullMarked;
