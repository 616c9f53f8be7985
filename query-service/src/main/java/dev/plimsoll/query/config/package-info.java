/// Configuration of the service.
@NullMarked
package dev.plimsoll.query.config;

import org.jspecify.annotations.NullMarked;
