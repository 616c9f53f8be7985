package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/loads/redshift/explain` of the sync service: statements that load an extract into
/// an Amazon Redshift.
///
/// @param iamRole ARNs for reading the bucket, separated by commas; absent: the cluster's default
/// @param slices of the cluster, to compare with the number of files; absent: unknown
/// @param tables patterns `schema.table`; absent: all of the extract
public record RedshiftRequest(
    UUID extract,
    @Nullable @Within(Bound.IAM_ROLE) String iamRole,
    @Nullable @Within(Bound.SLICES) Integer slices,
    @Nullable @Within(Bound.TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables) {}
