// Results: what a finished job changes in the State.
#pragma once

#include "viewer/jobs/jobs.hpp"

namespace agglo::viewer {

void apply_result(State& state, JobResult& result);
void add_error(State& state, const std::string& title, const Error& error);

/// Takes over a new map: keeps the user's styles, order and switched-off categories of layers that stay.
void take_map(State& state, std::shared_ptr<const MapData> map);
/// Sets styles and order back to `layers`, leaving out layers that are gone and adding those that are new.
void restore_layers(State& state, const std::vector<LayerView>& layers);
/// Drops selection, pointer and table of layers that are gone or have other rows.
void drop_lost_references(State& state);
/// The saved view, or all data.
void show_start(State& state);
/// Rows of a scene layer.
std::size_t row_count(const SceneLayer& layer);

}  // namespace agglo::viewer
