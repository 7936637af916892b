#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

constexpr std::array kCommands{
    Command{.id = "help.about",
            .menu = Menu::help,
            .title = "About agglo",
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowPanel{PanelName::about, true});
                }},
};

}  // namespace

std::span<const Command> help_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
