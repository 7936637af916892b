// Actions: the catchment of a site by road.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ShowReach {
  bool open;
};
struct ChooseReach {
  ReachChoice choice;
};
struct SetReachMinutes {
  double minutes;
};
/// Whether a click on the map puts a site where there is none.
struct SetWhatIf {
  bool on;
};
/// A click on the map: a site there, or with what-if the place itself.
struct ReachClick {
  double x, y;       ///< pixel of the map
  bool add = false;  ///< to the selection
};
/// The what-if site goes to a pixel of the map.
struct MoveCandidate {
  double x, y;
};
struct DescribeCandidate {
  Candidate candidate;
};
struct ClearReach {};
/// Stores the what-if site in the project, in the layer of planned sites.
struct AddCandidate {};
/// The form of the catchments, filled in with what is shown.
struct ReachAsStep {};

void apply(State& state, const ShowReach& a, Jobs& jobs);
void apply(State& state, const ChooseReach& a, Jobs& jobs);
void apply(State& state, const SetReachMinutes& a, Jobs& jobs);
void apply(State& state, const SetWhatIf& a, Jobs& jobs);
void apply(State& state, const ReachClick& a, Jobs& jobs);
void apply(State& state, const MoveCandidate& a, Jobs& jobs);
void apply(State& state, const DescribeCandidate& a, Jobs& jobs);
void apply(State& state, const ClearReach& a, Jobs& jobs);
void apply(State& state, const AddCandidate& a, Jobs& jobs);
void apply(State& state, const ReachAsStep& a, Jobs& jobs);

}  // namespace agglo::viewer
