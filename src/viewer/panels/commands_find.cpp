#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

constexpr std::array kCommands{
    Command{.id = "find.open",
            .menu = Menu::edit,
            .title = "Find…",
            .shortcut = {'F', Keys::kControl, "Ctrl+F"},
            .line_above = true,
            .enabled = has_map,
            .perform = [](const State&, Actions& out) { out.push_back(ShowFind{true}); }},
    Command{.id = "find.clear-marker",
            .menu = Menu::edit,
            .title = "Clear the marker",
            .enabled = [](const State& state) { return state.marker.has_value(); },
            .perform = [](const State&, Actions& out) { out.push_back(ClearMarker{}); }},
    Command{.id = "bookmark.add",
            .menu = Menu::view,
            .title = "Bookmark this view",
            .shortcut = {'D', Keys::kControl, "Ctrl+D"},
            .line_above = true,
            .enabled = has_map,
            .perform = [](const State&, Actions& out) { out.push_back(AddBookmark{}); }},
    Command{.id = "bookmark.list",
            .menu = Menu::view,
            .title = "Bookmarks",
            .shortcut = {'B', Keys::kControl, "Ctrl+B"},
            .ticked = [](const State& state) { return state.show_bookmarks; },
            .perform = [](const State& state,
                          Actions& out) { out.push_back(ShowBookmarks{!state.show_bookmarks}); }},
};

}  // namespace

std::span<const Command> find_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
