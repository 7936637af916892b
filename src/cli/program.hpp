// The program, whoever starts it: main, or main of the build for several ranks.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "agglo/ranks.hpp"

namespace agglo::cli {

/// Runs the command in `words` (without the program's name); returns its exit code. Throws Error.
int run_program(const std::vector<std::string>& words, const Ranks& ranks);

/// Says on stderr what went wrong and what to do; returns the exit code.
int tell_error(std::exception_ptr exception);

}  // namespace agglo::cli
