package dev.plimsoll.cli.job;

import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.job.WorkflowView.State;
import java.util.ArrayList;
import java.util.List;

/// A workflow at one moment.
///
/// @param running some of its jobs that run
record WorkflowProgress(WorkflowView workflow, List<JobView> running) implements Followed {
  @Override
  public boolean ended() {
    State state = workflow.state();
    return state != null && state.isEnd();
  }

  @Override
  public boolean failed() {
    State state = workflow.state();
    return state == State.FAILED || state == State.CANCELED;
  }

  @Override
  public List<String> block(int width) {
    List<String> lines = new ArrayList<>();
    lines.add(JobText.line(workflow));
    running.forEach(job -> lines.add("  " + JobText.line(job)));
    return lines;
  }

  @Override
  public List<Line> lines() {
    return List.of(
        new Line(
            workflow.id(), workflow.rawState() + " " + workflow.jobs(), JobText.line(workflow)));
  }
}
