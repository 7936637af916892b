// Recipe steps: what the window says of the steps of a project.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agglo/project.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// The layers that a step made and that are still there.
std::vector<const Layer*> layers_of_step(const State& state, const Step& step);
/// "eps 750 m, min points 10": what differs from the defaults; the file of an import.
std::string step_summary(const Step& step);
/// The step with the files it reads as this process finds them: the recipe has them as seen from the folder
/// of the project.
Step step_with_found_files(const Step& step, const std::filesystem::path& project);

}  // namespace agglo::viewer
