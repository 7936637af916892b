// Actions: measuring on the map.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Begins anew; none ends measuring.
struct StartMeasure {
  MeasureKind kind;
};
struct MeasureClick {
  double x, y;  ///< pixel of the map
};
struct MeasureBack {};    ///< takes the last place back
struct MeasureFinish {};  ///< no more places; the figures stay
struct CopyMeasure {};    ///< the number as text, in metres or square metres

void apply(State& state, const StartMeasure& a, Jobs& jobs);
void apply(State& state, const MeasureClick& a, Jobs& jobs);
void apply(State& state, const MeasureBack& a, Jobs& jobs);
void apply(State& state, const MeasureFinish& a, Jobs& jobs);
void apply(State& state, const CopyMeasure& a, Jobs& jobs);

}  // namespace agglo::viewer
