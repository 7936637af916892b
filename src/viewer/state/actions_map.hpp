// Actions: camera and pointer.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ResizeMap {
  int width, height;
};
struct PanBy {
  double dx, dy;
};
struct ZoomAt {
  double factor, x, y;
};
struct FitAll {};
struct FitLayer {
  std::string layer;
};
struct HoverAt {
  double x, y;
};
struct HoverOff {};
struct ClickAt {
  double x, y;
  bool add = false;
};

void apply(State& state, const ResizeMap& a, Jobs& jobs);
void apply(State& state, const PanBy& a, Jobs& jobs);
void apply(State& state, const ZoomAt& a, Jobs& jobs);
void apply(State& state, const FitAll& a, Jobs& jobs);
void apply(State& state, const FitLayer& a, Jobs& jobs);
void apply(State& state, const HoverAt& a, Jobs& jobs);
void apply(State& state, const HoverOff& a, Jobs& jobs);
void apply(State& state, const ClickAt& a, Jobs& jobs);

}  // namespace agglo::viewer
