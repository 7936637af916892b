// Actions: the charts below the map.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ShowBottom {
  BottomTab tab;
};
/// The layer that table, charts and selection tools work on.
struct SetActiveLayer {
  std::string layer;
};
struct SetChart {
  std::size_t chart;
  ChartSlot slot;
};
struct AddChart {};
struct RemoveChart {
  std::size_t chart;
};
/// Selects what lies between two places of a chart: along x in bins (2.5 is the middle of bin 2), along y in
/// cells for scatter charts. `closings`: the years of closing instead of birth.
struct SelectInChart {
  std::size_t chart;
  double from_x, to_x, from_y = 0, to_y = 0;
  bool closings = false;
  Combine how = Combine::replace;
  bool goes_on = false;  ///< the drag is not over yet
};

void apply(State& state, const ShowBottom& a, Jobs& jobs);
void apply(State& state, const SetActiveLayer& a, Jobs& jobs);
void apply(State& state, const SetChart& a, Jobs& jobs);
void apply(State& state, const AddChart& a, Jobs& jobs);
void apply(State& state, const RemoveChart& a, Jobs& jobs);
void apply(State& state, const SelectInChart& a, Jobs& jobs);

}  // namespace agglo::viewer
