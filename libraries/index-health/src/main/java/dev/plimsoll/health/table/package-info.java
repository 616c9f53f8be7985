/// Rules about tables' sizes and statistics. Pure functions of facts.
@NullMarked
package dev.plimsoll.health.table;

import org.jspecify.annotations.NullMarked;
