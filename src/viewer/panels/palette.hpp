// The command palette: everything that can be done, found by a few letters.
#pragma once

#include <string>
#include <vector>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

struct CommandChoice {
  std::string title;  ///< in the language of the window
  std::string kind;   ///< "Analysis", "Layer" ...; empty for commands
  std::string key;    ///< shortcut
  Actions actions;
};

/// Commands, analyses, layers and bookmarks whose title holds the letters of `query`, best first; all for an
/// empty one. English titles of commands and analyses are found in every language.
std::vector<CommandChoice> command_choices(const State& state, std::string_view query);

}  // namespace agglo::viewer
