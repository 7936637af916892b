// What a project file says about itself: version, frame, list of layers.
#pragma once

#include <filesystem>
#include <vector>

#include "agglo/store.hpp"

class GDALDataset;

namespace agglo {

struct ProjectState {
  ProjectInfo info;
  std::vector<Layer> layers;  ///< without tables
  long long commits = 0;      ///< how many changes were saved since the project was made
};

/// Throws Error{failure} when the data set is no project, or of a newer format.
ProjectState read_state(GDALDataset& dataset, const std::filesystem::path& file);

/// A new file with agglo's tables and no layer.
void write_empty_project(const std::filesystem::path& file);

}  // namespace agglo
