// Compare: two clusterings of the same firms.
#pragma once

#include <string>
#include <vector>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Names of the steps that said of each firm in which cluster it is, in the order of the layers.
std::vector<std::string> clusterings(const State& state);
/// What people call the result of a step: the title of its clusters; with the step's name where another
/// result is called so too.
std::string title_of_clustering(const State& state, const std::string& step);
/// The layers as they look on the side of one step: its results instead of those of other clusterings.
std::vector<LayerView> layers_of_side(const State& state, const std::string& step);

/// Numbers of two tables of labelled firms (columns cluster and role). Firms that one of them did not place
/// are left out. Throws Error{usage} when they are not about the same firms. O(n).
ComparedNumbers compare_labels(const Table& a, const Table& b);

}  // namespace agglo::viewer
