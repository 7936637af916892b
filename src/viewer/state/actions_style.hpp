// Actions: the style window, legends, copying styles, colour vision.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Opens the style window for a layer; an empty name closes it.
struct ShowStyle {
  std::string layer;
};
/// Name, colour or visibility of one entry of a legend.
struct EditEntry {
  std::string layer;
  EntryEdit edit;
};
struct MoveEntry {
  std::string layer, key;
  int up;  ///< +1 towards the top
};
struct CopyStyle {
  std::string layer;
};
/// Columns that the layer does not have are left out; whether it is visible stays.
struct PasteStyle {
  std::string layer;
};
/// Back to what the layer looked like when it was made.
struct ResetStyle {
  std::string layer;
};
struct SetVision {
  Vision vision;
};

void apply(State& state, const ShowStyle& a, Jobs& jobs);
void apply(State& state, const EditEntry& a, Jobs& jobs);
void apply(State& state, const MoveEntry& a, Jobs& jobs);
void apply(State& state, const CopyStyle& a, Jobs& jobs);
void apply(State& state, const PasteStyle& a, Jobs& jobs);
void apply(State& state, const ResetStyle& a, Jobs& jobs);
void apply(State& state, const SetVision& a, Jobs& jobs);

}  // namespace agglo::viewer
