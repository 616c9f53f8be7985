/// Settings of the service.
@NullMarked
package dev.plimsoll.sync.config;

import org.jspecify.annotations.NullMarked;
