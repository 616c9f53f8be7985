package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/loads/redshift` of the sync service: load the files of an extract into an Amazon
/// Redshift, one COPY a table. The load is like any other.
///
/// @param target a registered Redshift
/// @param iamRole ARNs for reading the bucket, separated by commas; absent: the cluster's default
/// @param tables patterns `schema.table`; absent: all of the extract
/// @param create missing tables (true, where absent), or fail
public record RedshiftLoadRequest(
    UUID extract,
    @Within(Bound.NAME) String target,
    @Nullable @Within(Bound.IAM_ROLE) String iamRole,
    @Nullable @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable Boolean create) {}
