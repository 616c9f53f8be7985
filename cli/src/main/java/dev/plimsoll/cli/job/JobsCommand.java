package dev.plimsoll.cli.job;

import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;

/// Base of commands that ask the planner for jobs.
abstract class JobsCommand extends ApiCommand<JobsApi> {
  JobsCommand() {
    super(ServiceName.PLANNER, JobsApi::new);
  }
}
