/// Pages of the project in Markdown, for tests.
@NullMarked
package dev.plimsoll.testkit.page;

import org.jspecify.annotations.NullMarked;
