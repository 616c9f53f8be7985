package dev.plimsoll.cli.search;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;

abstract class SearchApiCommand extends ApiCommand<SearchApi> {
  SearchApiCommand() {
    super(ServiceName.QUERY, SearchApi::new);
  }
}
