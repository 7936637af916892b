// The teaching project: real towns, invented firms and planted clusters, made from a recipe that comes with
// agglo.
#pragma once

#include <filesystem>

#include "agglo/run_control.hpp"

namespace agglo {

/// Replays the recipe into `project_file`; makes its folder. The map and the picture of the recipe are
/// written beside it. Throws Error when the recipe or the folder cannot be used.
void make_teaching_project(const std::filesystem::path& project_file, RunControl& run);
/// Where the viewer keeps the user's copy: agglo/teaching/emilia-romagna.gpkg in XDG_DATA_HOME or
/// ~/.local/share; in the folder for temporary files when there is no home.
std::filesystem::path teaching_project_file();

}  // namespace agglo
