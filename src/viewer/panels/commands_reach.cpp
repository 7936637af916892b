#include <array>

#include "viewer/panels/commands.hpp"
#include "viewer/state/reach.hpp"

namespace agglo::viewer {

namespace {

bool is_open(const State& state) {
  return state.reach.open;
}
bool has_candidate(const State& state) {
  return state.reach.open && state.reach.place && !state.reach.place->site;
}
void add_minutes(const State& state, double minutes, Actions& out) {
  out.push_back(SetReachMinutes{state.reach.choice.minutes + minutes});
}

constexpr std::array kCommands{
    Command{.id = "reach.open",
            .menu = Menu::select,
            .title = "Catchment by road",
            .shortcut = {'R', Keys::kControl, "Ctrl+R"},
            .line_above = true,
            .enabled = can_show_reach,
            .ticked = is_open,
            .perform = [](const State& state, Actions& out) { out.push_back(ShowReach{!state.reach.open}); }},
    Command{
        .id = "reach.what-if",
        .menu = Menu::select,
        .title = "What-if site",
        .enabled = is_open,
        .ticked = [](const State& state) { return state.reach.what_if; },
        .perform = [](const State& state, Actions& out) { out.push_back(SetWhatIf{!state.reach.what_if}); }},
    Command{.id = "reach.middle",
            .menu = Menu::none,
            .title = "What-if site in the middle of the map",
            .enabled = is_open,
            .perform =
                [](const State& state, Actions& out) {
                  out.push_back(SetWhatIf{true});
                  out.push_back(MoveCandidate{state.camera.width * 0.5, state.camera.height * 0.5});
                }},
    Command{.id = "reach.shorter",
            .menu = Menu::none,
            .title = "Catchment by road: one minute less",
            .shortcut = {',', 0, ","},
            .enabled = is_open,
            .perform = [](const State& state, Actions& out) { add_minutes(state, -1, out); }},
    Command{.id = "reach.longer",
            .menu = Menu::none,
            .title = "Catchment by road: one minute more",
            .shortcut = {'.', 0, "."},
            .enabled = is_open,
            .perform = [](const State& state, Actions& out) { add_minutes(state, 1, out); }},
    Command{.id = "reach.add",
            .menu = Menu::none,
            .title = "Add the what-if site to the planned sites",
            .enabled =
                [](const State& state) {
                  return has_candidate(state) && has_project(state) && !candidate_of(state).kind.empty();
                },
            .perform = [](const State&, Actions& out) { out.push_back(AddCandidate{}); }},
    Command{.id = "reach.step",
            .menu = Menu::none,
            .title = "Catchment by road: run as a step…",
            .enabled = is_open,
            .perform = [](const State&, Actions& out) { out.push_back(ReachAsStep{}); }},
};

}  // namespace

std::span<const Command> reach_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
