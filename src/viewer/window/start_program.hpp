// Starts another program that lives on when this one ends.
#pragma once

#include <string>
#include <vector>

namespace agglo::viewer {

/// False when it cannot be started. Does not wait.
bool start_program(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace agglo::viewer
