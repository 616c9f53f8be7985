/// PostgreSQL with its databases and roles.
@NullMarked
package dev.plimsoll.devstack.postgres;

import org.jspecify.annotations.NullMarked;
