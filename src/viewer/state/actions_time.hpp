// Actions: the time strip.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Opens the strip, which limits the map to its days, or closes it, which shows all rows again.
struct ShowTime {
  bool open;
};
/// `begins`: the first of the changes of one drag, or a change by itself; undo goes back to before it.
struct SetTimeRange {
  TimeRange range;
  bool begins = true;
};
/// Moves the window by so many steps, or the end of a cumulative range.
struct StepTime {
  int by;
};
struct PlayTime {
  bool playing;
};
struct SetTimePace {
  TimeStep step;
  double steps_per_s;
  bool loop;
};
/// The clock while playing.
struct TickTime {
  double now_s;
};

void apply(State& state, const ShowTime& a, Jobs& jobs);
void apply(State& state, const SetTimeRange& a, Jobs& jobs);
void apply(State& state, const StepTime& a, Jobs& jobs);
void apply(State& state, const PlayTime& a, Jobs& jobs);
void apply(State& state, const SetTimePace& a, Jobs& jobs);
void apply(State& state, const TickTime& a, Jobs& jobs);

/// Called after every action: counts the births that the strip shows behind its slider.
void refresh_births(State& state, Jobs& jobs);
/// True when any layer has dates.
bool has_dates(const State& state);

}  // namespace agglo::viewer
