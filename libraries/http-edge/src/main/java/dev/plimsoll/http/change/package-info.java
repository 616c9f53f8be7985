/// What was asked to be changed, by whom and with which answer.
@NullMarked
package dev.plimsoll.http.change;

import org.jspecify.annotations.NullMarked;
