/// Those who come at the same time share a transaction.
@NullMarked
package dev.plimsoll.offsetlog.group;

import org.jspecify.annotations.NullMarked;
