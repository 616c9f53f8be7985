/// PostgreSQL with its databases and roles, and what stops it when this JVM cannot.
@NullMarked
package dev.plimsoll.devstack.postgres;

import org.jspecify.annotations.NullMarked;
