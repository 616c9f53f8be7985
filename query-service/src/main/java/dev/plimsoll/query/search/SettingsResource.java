package dev.plimsoll.query.search;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.query.database.SearchedDatabases;
import dev.plimsoll.query.settings.OwnSettings;
import dev.plimsoll.query.settings.TuningTopic;
import dev.plimsoll.query.settings.Tunings;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What searches of a database go by, in every process.
@Path("/api/v1/search/settings/{database}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "search")
public final class SettingsResource {
  private final SearchedDatabases databases;
  private final OwnSettings own;
  private final Tunings tunings;
  private final TuningTopic topic;

  public SettingsResource(
      SearchedDatabases databases, OwnSettings own, Tunings tunings, TuningTopic topic) {
    this.databases = databases;
    this.own = own;
    this.tunings = tunings;
    this.topic = topic;
  }

  @GET
  @Operation(operationId = "searchSettings", summary = "Settings in force for a database")
  public SearchTuning settings(@PathParam("database") @Within(Bound.NAME) String database)
      throws InterruptedException {
    return inForce(databases.require(database));
  }

  @PATCH
  @Operation(
      operationId = "changeSearchSettings",
      summary = "Changes them for every process; absent parts stay")
  public SearchTuning change(
      @PathParam("database") @Within(Bound.NAME) String database, SearchTuning changes)
      throws InterruptedException {
    DatabaseEvent.Registered registered = databases.require(database);
    topic.change(database, registered.since(), changes);
    return inForce(registered);
  }

  @DELETE
  @Operation(operationId = "resetSearchSettings", summary = "Sets all of them back")
  public void reset(@PathParam("database") @Within(Bound.NAME) String database)
      throws InterruptedException {
    topic.reset(database, databases.require(database).since());
  }

  private SearchTuning inForce(DatabaseEvent.Registered database) {
    return own.inForce(tunings.of(database.name(), database.since()));
  }
}
