// Compare: two clusterings of the same firms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Those of the map as the layers are titled. O(layers).
std::vector<Clustering> find_clusterings(const State& state);
/// The clustering of this step, or null.
const Clustering* find_clustering(const State& state, std::string_view step);
bool is_result_of(const Clustering& clustering, std::string_view layer);
/// The layers as they look on the side of one step: its results instead of those of other clusterings.
/// O(layers).
std::vector<LayerView> layers_of_side(const State& state, std::string_view step);

/// Numbers of two tables of labelled firms (columns cluster and role). Firms that one of them did not place
/// are left out. Throws Error{usage} when they are not about the same firms. O(n).
ComparedNumbers compare_labels(const Table& a, const Table& b);

}  // namespace agglo::viewer
