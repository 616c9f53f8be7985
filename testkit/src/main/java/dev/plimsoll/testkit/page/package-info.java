/// The project's own pages in Markdown, as tests read them.
@NullMarked
package dev.plimsoll.testkit.page;

import org.jspecify.annotations.NullMarked;
