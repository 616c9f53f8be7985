/// `bench knn`: nearest-neighbour searches of the query-service beside one statement, PostgreSQL's
/// own parallel plan and a bare reading of the table.
@NullMarked
package dev.plimsoll.benchmarks.knn;

import org.jspecify.annotations.NullMarked;
