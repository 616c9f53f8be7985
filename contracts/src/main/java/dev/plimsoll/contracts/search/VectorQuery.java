package dev.plimsoll.contracts.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/search` of the query-service: the rows of a table that are nearest to a vector.
///
/// @param databases registered names; each has a part of the rows
/// @param column of vectors; absent: the only one
/// @param key columns that name a row; absent: the primary key, or another unique one
/// @param vector in the column's text form: `[1,2.5]`, `101` for bits, `{1:2}/5` for sparse ones; a
///     `real[]` is written as a vector
/// @param k how many rows
/// @param distance absent: `l2`, of bits `hamming`
/// @param where conditions that all rows meet
/// @param wish absent: `automatic`
/// @param ef `hnsw.ef_search` of the table as a whole, for a search by indexes; absent: 40
/// @param probes `ivfflat.probes`, likewise; absent: 1
/// @param iterative whether a search by indexes goes on where conditions leave too few rows; or
///     else it ends, as where this is absent
/// @param timeoutMs after which it ends with `time-limit`; a comparison may take as often so long
///     as it searches; absent: the service's limit
public record VectorQuery(
    @JsonProperty(required = true) @Within(Bound.SEARCHED_DATABASES)
        List<@Within(Bound.NAME) String> databases,
    @JsonProperty(required = true) QualifiedName table,
    @Nullable @Within(Bound.IDENTIFIER) String column,
    @Nullable @Within(Bound.KEY_PARTS) List<@Within(Bound.IDENTIFIER) String> key,
    @JsonProperty(required = true) @Within(Bound.VECTOR) String vector,
    @JsonProperty(required = true) @Within(Bound.NEIGHBORS) int k,
    @Nullable Distance distance,
    @Nullable @Within(Bound.CONDITIONS) List<RowFilter> where,
    @Nullable SearchWish wish,
    @Nullable @Within(Bound.CANDIDATES) Integer ef,
    @Nullable @Within(Bound.PROBES) Integer probes,
    @Nullable Boolean iterative,
    @Nullable @Within(Bound.SEARCH_MILLIS) Long timeoutMs) {}
