/// Token check: nothing under `/api` is reached without it.
@NullMarked
package dev.plimsoll.http.token;

import org.jspecify.annotations.NullMarked;
