// Parts that the files of the catchment by road share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// The table of a layer; null when it is not there.
std::shared_ptr<const Table> table_named(const State& state, const std::string& layer);
std::size_t row_count_of(const State& state, const std::string& layer);
/// "incubator;bank" as a list.
std::vector<std::string> kinds_in(const std::string& list);

}  // namespace agglo::viewer
