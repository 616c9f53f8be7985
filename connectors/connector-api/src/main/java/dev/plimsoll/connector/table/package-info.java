/// Tables, their parts and the ways to read them.
@NullMarked
package dev.plimsoll.connector.table;

import org.jspecify.annotations.NullMarked;
